// Texts to copy for whoever lets Periplus read a cluster or AWS accounts: commands and pieces of
// periplus.yaml. Pure; what is granted comes from the server, which knows what it asks for.
import type { AccountsAsked } from './accounts-form.ts'

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

export const contextYaml = (name: string, context: string): string => `sources:
  - kind: kube-api
    name: ${name}
    context: ${JSON.stringify(context)}`

export const serverYaml = (name: string, server: string, credential: string): string => `sources:
  - kind: kube-api
    name: ${name}
    server: ${JSON.stringify(server)}
    credential: ${credential}`

export function accountsYaml({ name, accounts, roleName, regions, credential }: AccountsAsked): string {
  const list = (values: readonly string[]) => `[${values.map((value) => JSON.stringify(value)).join(', ')}]`
  const whole = accounts === 'organization' ? accounts : accounts && list(accounts)
  return [
    'sources:',
    '  - kind: eks-api',
    `    name: ${name}`,
    ...(whole === undefined ? [] : [`    accounts: ${whole}`]),
    ...(roleName === undefined ? [] : [`    roleName: ${roleName}`]),
    ...(regions === undefined ? [] : [`    regions: ${list(regions)}`]),
    ...(credential === undefined ? [] : [`    credential: ${credential}`]),
  ].join('\n')
}

export const externalIdYaml = `credentials:
  - name: aws
    externalId: { env: PERIPLUS_EXTERNAL_ID }`

export const roleCommands = (roleName: string): string =>
  `aws iam create-role --role-name ${roleName} --assume-role-policy-document file://trust.json
aws iam put-role-policy --role-name ${roleName} --policy-name periplus --policy-document file://reader.json`

/** Words apart by commas, spaces or lines. */
export const wordsIn = (text: string): string[] => [
  ...new Set(text.split(/[\s,]+/).filter((word) => word !== '')),
]
