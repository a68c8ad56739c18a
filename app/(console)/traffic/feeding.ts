// The commands that feed this installation, for copying. The cluster id travels in the path, because
// an audit webhook can send no header of its own.
const exampleCluster = 'my-cluster'

const auditUrl = (origin: string) => `${origin}/api/ingest/v1/clusters/${exampleCluster}/audit`

export function importCommand(origin: string): string {
  const url = origin === 'http://127.0.0.1:3000' ? '' : ` --url ${origin}`
  return `npx periplus import audit /var/log/kubernetes/audit.log --cluster ${exampleCluster}${url}`
}

export function webhookKubeconfig(origin: string): string {
  return `apiVersion: v1
kind: Config
clusters:
  - name: periplus
    cluster:
      server: ${auditUrl(origin)}
users:
  - name: periplus
    user:
      token: <the ingest token>
contexts:
  - name: periplus
    context: { cluster: periplus, user: periplus }
current-context: periplus`
}

export function curlCommand(origin: string, tokenPath: string | null): string {
  const token = tokenPath === null ? '$PERIPLUS_INGEST_TOKEN' : `$(cat ${tokenPath})`
  return `curl -H "Authorization: Bearer ${token}" \\
  -H "Content-Type: application/x-ndjson" \\
  --data-binary @/var/log/kubernetes/audit.log \\
  ${auditUrl(origin)}`
}
