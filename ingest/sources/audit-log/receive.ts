// Where audit events come in, and what they may come as: the kube-apiserver's webhook posts an
// EventList as application/json; log shippers and people post lines. The cluster is in the path,
// because the webhook drops the query of its URL.

const route = /^\/api\/ingest\/v1\/clusters\/([^/]+)\/audit\/?$/

/** The cluster as it stands in the path, still unchecked. */
export function clusterOfPath(path: string): string | undefined {
  const segment = route.exec(path)?.[1]
  if (segment === undefined) return undefined
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

export const auditMediaTypes = [
  'application/x-ndjson',
  'application/ndjson',
  'application/jsonl',
  'application/x-jsonlines',
  'application/json',
  'text/plain',
  'application/octet-stream',
] as const
