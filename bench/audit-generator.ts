// Audit events as a busy fleet writes them: Zipf-skewed clients, random ids, 5 % of the lines sent twice,
// about 700 bytes a line. Seeded, so that two runs see the same bytes; imports nothing of ours, so that a
// wrong idea of the wire does not agree with itself.

/** sfc32: 32 random bits a call, the same for the same seed. */
export function randomBits(seed: number): () => number {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed | 0]
  const next = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return t >>> 0
  }
  for (let i = 0; i < 16; i += 1) next()
  return next
}

/** Draws 0…n-1 with probability proportional to 1/(rank+1)^exponent. */
export function zipf(n: number, exponent: number, bits: () => number): () => number {
  const sums: number[] = []
  let total = 0
  for (let rank = 1; rank <= n; rank += 1) {
    total += 1 / rank ** exponent
    sums.push(total)
  }
  return () => {
    const drawn = (bits() / 2 ** 32) * total
    let [low, high] = [0, n - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) < drawn) low = middle + 1
      else high = middle
    }
    return low
  }
}

const verbs = ['get', 'list', 'watch', 'update', 'patch', 'create', 'get', 'get', 'list', 'delete'] as const
const kinds = [
  ['', 'v1', 'pods'],
  ['coordination.k8s.io', 'v1', 'leases'],
  ['', 'v1', 'configmaps'],
  ['', 'v1', 'nodes'],
  ['apps', 'v1', 'deployments'],
  ['', 'v1', 'endpoints'],
  ['discovery.k8s.io', 'v1', 'endpointslices'],
  ['', 'v1', 'secrets'],
  ['batch', 'v1', 'jobs'],
  ['', 'v1', 'events'],
] as const
const agents = [
  'kubelet',
  'controller',
  'operator',
  'argocd-application-controller',
  'prometheus',
  'kube-scheduler',
] as const
const codes = [
  200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 201, 200, 200, 404, 200, 409, 200, 429, 500,
] as const

const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T

/** The unchanging parts of one client's lines. */
interface Client {
  readonly beforeUri: string
  readonly middle: (verb: string, uri: string, name: string, code: number) => string
  readonly uriOf: (verb: string, name: string) => string
}

function clientOf(index: number): Client {
  const [group, version, resource] = pick(kinds, index * 7)
  const agent = pick(agents, index)
  const namespace = `team-${(index * 13) % 97}`
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const account = `system:serviceaccount:${namespace}:${agent}-${index}`
  const user = `"user":{"username":"${account}","groups":["system:authenticated"]}`
  const source = `"sourceIPs":["10.${index % 200}.${(index * 3) % 250}.7"],"userAgent":"${agent}/v1.${20 + (index % 15)}.2 (linux/amd64) client-go/${(index * 2654435761) >>> 12}"`
  const reference = (name: string) =>
    `"objectRef":{"resource":"${resource}","namespace":"${namespace}","name":"${name}",${group === '' ? '' : `"apiGroup":"${group}",`}"apiVersion":"${version}"}`
  return {
    beforeUri: '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"',
    uriOf: (verb, name) => {
      const place = `${base}/namespaces/${namespace}/${resource}`
      if (verb === 'list') return `${place}?limit=500&resourceVersion=0`
      return verb === 'watch' ? `${place}?allowWatchBookmarks=true&watch=true` : `${place}/${name}`
    },
    middle: (verb, uri, name, code) =>
      `","stage":"ResponseComplete","requestURI":"${uri}","verb":"${verb}",${user},${source},${reference(name)},"responseStatus":{"code":${code}},`,
  }
}

export interface GeneratorOptions {
  readonly seed: number
  /** Instants are spread over [fromMs, toMs), advancing with the lines of each cluster. */
  readonly fromMs: number
  readonly toMs: number
  readonly linesPerCluster: number
  readonly clients?: number
}

export interface GeneratedLine {
  readonly text: string
  /** A line sent before, byte for byte. */
  readonly repeated: boolean
}

const hex = (value: number) => value.toString(16).padStart(8, '0')

function uuidOf(bits: () => number): string {
  const [a, b, c, d] = [hex(bits()), hex(bits()), hex(bits()), hex(bits())]
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`
}

const rememberedLines = 4_096
const repeatedShare = 0.05

/** Lines of one cluster, one after another. */
export function linesOfCluster(options: GeneratorOptions, cluster: number): () => GeneratedLine {
  const bits = randomBits(options.seed * 7_919 + cluster)
  const clients = Array.from({ length: options.clients ?? 300 }, (_, index) => clientOf(index))
  const drawClient = zipf(clients.length, 1.1, bits)
  const stepMs = (options.toMs - options.fromMs) / options.linesPerCluster
  const remembered: string[] = []
  let [written, fresh] = [0, 0]
  return () => {
    const line = written
    written += 1
    if (remembered.length > 100 && bits() / 2 ** 32 < repeatedShare) {
      return { text: remembered[bits() % remembered.length] ?? '', repeated: true }
    }
    const client = clients[drawClient()] as Client
    const verb = pick(verbs, bits())
    const name = `object-${hex(bits())}`
    const receivedMs = options.fromMs + line * stepMs
    const micros = String(bits() % 1_000).padStart(3, '0')
    const received = `${new Date(receivedMs).toISOString().slice(0, -1)}${micros}Z`
    const done = `${new Date(receivedMs + 1 + (bits() % (verb === 'list' ? 900 : 60))).toISOString().slice(0, -1)}${micros}Z`
    const text = `${client.beforeUri}${uuidOf(bits)}${client.middle(verb, client.uriOf(verb, name), name, pick(codes, bits()))}"requestReceivedTimestamp":"${received}","stageTimestamp":"${done}","annotations":{"authorization.k8s.io/decision":"allow"}}`
    remembered[fresh % rememberedLines] = text
    fresh += 1
    return { text, repeated: false }
  }
}
