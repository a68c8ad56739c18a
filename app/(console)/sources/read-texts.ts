// Texts to copy for whoever lets Periplus read a cluster or AWS accounts: commands and pieces of
// periplus.yaml. Pure; what is granted comes from the server, which knows what it asks for.
import type { PageSource } from '../../../domain/model/source-definition.ts'

/** A service account, its rights, and a token that does not end by itself. */
export const serviceAccountCommands = `kubectl create namespace periplus
kubectl -n periplus create serviceaccount periplus
kubectl apply -f periplus-rbac.yaml
kubectl apply -f - <<EOF
apiVersion: v1
kind: Secret
type: kubernetes.io/service-account-token
metadata:
  name: periplus-token
  namespace: periplus
  annotations: { kubernetes.io/service-account.name: periplus }
EOF`

export const tokenCommands = (name: string): string => `umask 077
kubectl -n periplus get secret periplus-token -o jsonpath='{.data.token}' | base64 -d > ${name}-token
kubectl -n periplus get secret periplus-token -o jsonpath='{.data.ca\\.crt}' | base64 -d > ${name}-ca.crt`

export const credentialYaml = (name: string): string => `credentials:
  - name: ${name}
    token: { file: ${name}-token }
    caFile: ${name}-ca.crt`

const tokenWord = /^(true|false|null|yes|no|on|off|y|n)$/i
const text = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((one) => JSON.stringify(one)).join(', ')}]`
  const isPlain = typeof value === 'string' && /^[a-z][a-z0-9-]*$/i.test(value) && !tokenWord.test(value)
  return isPlain ? value : JSON.stringify(value)
}

/** The same as what the page asks for. */
export function sourceYaml({ kind, ...rest }: PageSource): string {
  const lines = Object.entries(rest).map(([key, value]) => `    ${key}: ${text(value)}`)
  return ['sources:', `  - kind: ${kind}`, ...lines].join('\n')
}

export const storeCredentialYaml = (name: string): string => `credentials:
  - name: ${text(name)}
    token: { env: PROMETHEUS_TOKEN }`

export const externalIdYaml = `credentials:
  - name: aws
    externalId: { env: PERIPLUS_EXTERNAL_ID }`

export const roleCommands = (roleName: string, policy: string): string =>
  `aws iam create-role --role-name ${roleName} --assume-role-policy-document file://trust.json
aws iam put-role-policy --role-name ${roleName} --policy-name periplus-${policy} --policy-document file://${policy}.json`

/** Words apart by commas, spaces or lines. */
export const wordsIn = (text: string): string[] => [
  ...new Set(text.split(/[\s,]+/).filter((word) => word !== '')),
]
