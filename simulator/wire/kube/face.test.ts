// The API server of a cluster, asked over HTTP: lists and their pages, forms, selectors, credentials, and
// everything that is refused, with what words.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, Rig } from './client-rig.ts'
import { ageText } from './item.ts'
import { resources } from './resources.ts'

const cluster = '/k8s/stream-use1-c1'
let rig: Rig
beforeAll(async () => {
  rig = await Rig.open()
})
afterAll(() => rig.close())

const keyOf = ({ metadata }: Json): string => `${metadata.namespace ?? ''}/${metadata.name}`
const pathOf = (group: string, version: string, plural: string): string =>
  `${cluster}${group === '' ? `/api/${version}` : `/apis/${group}/${version}`}/${plural}`

describe.each(resources.map(({ group, version, plural }) => [plural, group, version] as const))(
  '%s of %s',
  (plural, group, version) => {
    const path = pathOf(group, version, plural)

    it('lists the same in pages of any size, sorted, and counts what remains', async () => {
      const [whole] = await rig.pages(path, 0)
      const keys = whole.items.map(keyOf)
      expect(keys.length).toBeGreaterThan(0)
      expect(new Set(keys).size).toBe(keys.length)
      const sorted = whole.items.map(({ metadata: { namespace, name } }: Json) =>
        namespace ? `${namespace}/${name}` : name,
      )
      expect([...sorted].sort()).toEqual(sorted)
      const limit = Math.max(1, Math.floor(keys.length / 3))
      const pages = await rig.pages(path, limit)
      expect(pages.flatMap(({ items }) => items)).toEqual(whole.items)
      let seen = 0
      for (const { metadata, items } of pages) {
        seen += items.length
        expect(metadata.remainingItemCount).toBe(seen < keys.length ? keys.length - seen : undefined)
        expect(metadata.resourceVersion).toBe(whole.metadata.resourceVersion)
      }
    })

    it('is ASCII alone, which is how lists are written', async () => {
      const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
      for (const headers of [{}, { accept }]) {
        const { text } = await rig.ask(path, { headers })
        expect([...text].every((letter) => letter <= '~')).toBe(true)
      }
    })

    it('answers each of its own by name, and not one that is not there', async () => {
      const { items, kind } = (await rig.ask(`${path}?limit=3`)).json
      for (const item of items) {
        const { name, namespace } = item.metadata
        const own =
          namespace === undefined ? path : path.replace(`/${plural}`, `/namespaces/${namespace}/${plural}`)
        const { status, json } = await rig.ask(`${own}/${name}`)
        expect(status).toBe(200)
        expect(json).toEqual({
          kind: kind.replace(/List$/, ''),
          apiVersion: group === '' ? version : `${group}/${version}`,
          ...item,
        })
        const missing = await rig.ask(`${own}/${name}x`)
        expect([missing.status, missing.json.reason]).toEqual([404, 'NotFound'])
      }
    })

    it('is told as a table of as many cells as columns, and as metadata alone', async () => {
      const as = (form: string) => ({
        headers: { accept: `application/json;as=${form};v=v1;g=meta.k8s.io,application/json` },
      })
      const table = (await rig.ask(`${path}?limit=5`, as('Table'))).json
      expect(table.kind).toBe('Table')
      for (const { cells } of table.rows) {
        expect(cells).toHaveLength(table.columnDefinitions.length)
        for (const [n, { type }] of table.columnDefinitions.entries()) {
          if (type === 'integer') expect(Number.isInteger(cells[n])).toBe(true)
        }
      }
      const partial = (await rig.ask(`${path}?limit=5`, as('PartialObjectMetadataList'))).json
      const { items } = (await rig.ask(`${path}?limit=5`)).json
      expect(partial.items.map(({ metadata }: Json) => metadata)).toEqual(
        items.map(({ metadata }: Json) => metadata),
      )
      expect(table.rows.map(({ object }: Json) => object)).toEqual(partial.items)
    })

    it('lists a namespace alone', async () => {
      const { items } = (await rig.pages(path, 0))[0]
      const namespaces = new Set(items.map(({ metadata }: Json) => metadata.namespace))
      for (const namespace of namespaces) {
        if (namespace === undefined) continue
        const own = (
          await rig.pages(path.replace(`/${plural}`, `/namespaces/${namespace}/${plural}`), 2)
        ).flatMap((page) => page.items)
        expect(own).toEqual(items.filter(({ metadata }: Json) => metadata.namespace === namespace))
      }
    })
  },
)

describe('selectors', () => {
  const pods = `${cluster}/api/v1/pods`
  it.each<[string, (pod: Json) => boolean]>([
    ['labelSelector=env=prod,team', ({ metadata: { labels } }) => labels.env === 'prod' && 'team' in labels],
    ['labelSelector=env in (prod, dev),!team', ({ metadata: { labels } }) => !('team' in labels)],
    ['labelSelector=k8s-app notin (coredns)', ({ metadata: { labels } }) => labels['k8s-app'] !== 'coredns'],
    ['labelSelector=k8s-app!=coredns', ({ metadata: { labels } }) => labels['k8s-app'] !== 'coredns'],
    ['fieldSelector=status.phase=Running', ({ status }) => status.phase === 'Running'],
    [
      'fieldSelector=status.phase!=Running,metadata.namespace!=kube-system',
      ({ status, metadata }) => status.phase !== 'Running' && metadata.namespace !== 'kube-system',
    ],
  ])('%s', async (query, holds) => {
    const all = (await rig.pages(pods, 0))[0].items
    const answer = (await rig.ask(`${pods}?${encodeURI(query)}`)).json
    expect(answer.items).toEqual(all.filter(holds))
    const first = (await rig.ask(`${pods}?${encodeURI(query)}&limit=1`)).json
    expect(first.items).toEqual(answer.items.slice(0, 1))
    expect(first.metadata.remainingItemCount).toBeUndefined()
  })

  it('finds the pods of a node', async () => {
    const all = (await rig.pages(pods, 0))[0].items
    const { nodeName } = all[0].spec
    const found = (await rig.ask(`${pods}?fieldSelector=spec.nodeName=${nodeName}`)).json.items
    expect(found).toEqual(all.filter(({ spec }: Json) => spec.nodeName === nodeName))
  })
})

describe('what is refused', () => {
  const pods = `${cluster}/api/v1/pods`
  it.each([
    ['labelSelector=a in (', 400, 'BadRequest', 'unable to parse requirement'],
    ['labelSelector=%26%26', 400, 'BadRequest', 'invalid label key'],
    ['labelSelector=a=b c', 400, 'BadRequest', 'expected: a requirement'],
    ['fieldSelector=spec.color=red', 400, 'BadRequest', 'field label not supported: spec.color'],
    ['fieldSelector=nonsense', 400, 'BadRequest', "can't understand 'nonsense'"],
    ['limit=many', 400, 'BadRequest', 'invalid syntax'],
    ['continue=bm9uc2Vuc2U', 400, 'BadRequest', 'continue key is not valid'],
    ['continue=eyJ2IjoidjIifQ', 400, 'BadRequest', 'unrecognized version'],
    ['resourceVersion=abc', 400, 'BadRequest', 'invalid resource version'],
    ['resourceVersion=9007199254740991', 504, 'Timeout', 'Too large resource version'],
    ['resourceVersion=1&resourceVersionMatch=Exact', 410, 'Expired', 'too old'],
    ['resourceVersionMatch=Maybe', 400, 'BadRequest', 'Unsupported value'],
    ['includeObject=Everything', 400, 'BadRequest', 'unsupported value'],
  ])('GET pods?%s: %i %s', async (query, status, reason, words) => {
    const answer = await rig.ask(`${pods}?${query}`)
    expect(answer.status).toBe(status)
    expect(answer.json).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      reason,
      code: status,
    })
    expect(answer.json.message).toContain(words)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s: 405', async (method) => {
    const body = method === 'DELETE' ? {} : { body: '{}' }
    const answer = await rig.ask(`${pods}`, { method, ...body })
    expect([answer.status, answer.json.reason]).toEqual([405, 'MethodNotAllowed'])
  })

  it.each([
    [`${cluster}/api/v1/secrets`, 'the server could not find the requested resource'],
    [`${cluster}/apis/apps/v1/pods`, 'the server could not find the requested resource'],
    [`${cluster}/api/v1/pods/x`, 'the server could not find the requested resource'],
    [`${cluster}/api/v1/namespaces/x/nodes`, 'the server could not find the requested resource'],
    [`${cluster}/apis/none.example/v1/things`, '404 page not found'],
    [`${cluster}/openapi/v3`, '404 page not found'],
    ['/k8s/nowhere/api/v1/pods', 'there is no cluster "nowhere"'],
    ['/elsewhere', 'there is no such face'],
  ])('%s is not there', async (path, words) => {
    const answer = await rig.ask(path)
    expect(answer.status).toBe(404)
    expect(answer.text).toContain(words)
  })

  it('answers 406 to who wants what there is not', async () => {
    const answer = await rig.ask(pods, { headers: { accept: 'application/vnd.kubernetes.protobuf' } })
    expect([answer.status, answer.json.reason]).toEqual([406, 'NotAcceptable'])
    const both = await rig.ask(`${pods}?limit=1`, {
      headers: { accept: 'application/vnd.kubernetes.protobuf,application/json' },
    })
    expect(both.json.kind).toBe('PodList')
  })
})

describe('credentials', () => {
  const eks = (date: string): string => {
    const url = `https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Date=${date}&X-Amz-Expires=60&X-Amz-Signature=00`
    return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`
  }

  it('lets in its own tokens and those of EKS while they are fresh', async () => {
    const status = async (token: string | null): Promise<number> =>
      (await rig.ask(`${cluster}/api/v1/nodes`, { token })).status
    expect(await status('wrong')).toBe(401)
    expect(await status(eks('20260119T000500Z'))).toBe(200)
    expect(await status(eks('20260118T234000Z'))).toBe(401)
    expect(await status(`k8s-aws-v1.${Buffer.from('https://example.invalid/').toString('base64url')}`)).toBe(
      401,
    )
  })

  it('shows a reader of nodes no more than that', async () => {
    const own = await Rig.open({ nodeTokens: ['nodes-alone'] })
    const ask = (path: string) => own.ask(`${cluster}${path}`, { token: 'nodes-alone' })
    for (const path of ['/api/v1/nodes', '/api/v1/namespaces', '/version']) {
      expect([path, (await ask(path)).status]).toEqual([path, 200])
    }
    const { status, json } = await ask('/apis/apps/v1/deployments')
    expect([status, json.message]).toEqual([
      403,
      expect.stringContaining('User "system:serviceaccount:monitoring:node-reader" cannot get resource'),
    ])
    await own.close()
  })

  it('shows whoever gives none nothing but the version', async () => {
    const answer = await rig.ask(`${cluster}/api/v1/nodes`, { token: null })
    expect([answer.status, answer.json.reason, answer.json.details]).toEqual([
      403,
      'Forbidden',
      { kind: 'nodes' },
    ])
    expect((await rig.ask(`${cluster}/version`, { token: null })).status).toBe(200)
  })

  it('reviews access: reading is allowed, nothing else, as JSON and as protobuf', async () => {
    const path = `${cluster}/apis/authorization.k8s.io/v1/selfsubjectaccessreviews`
    const isAllowed = async (verb: string, group: string, resource: string): Promise<boolean> => {
      const body = JSON.stringify({ spec: { resourceAttributes: { verb, group, resource } } })
      const { status, json } = await rig.ask(path, { method: 'POST', body })
      expect(status).toBe(201)
      return json.status.allowed
    }
    expect(await isAllowed('list', '', 'pods')).toBe(true)
    expect(await isAllowed('list', 'apps', 'pods')).toBe(false)
    expect(await isAllowed('delete', '', 'pods')).toBe(false)
    // What kubectl 1.32 sent to ask for "list pods".
    const recorded =
      'k8s\0\n2\n\x17authorization.k8s.io/v1\x12\x17SelfSubjectAccessReview\x126\n\x10\n\0\x12\0\x1a\0"\0*\x002\x008\0B\0\x12\x18\n\x16\n\0\x12\x04list\x1a\0"\0*\x04pods2\0:\0\x1a\b\b\0\x12\0\x1a\0 \0\x1a\0"\0'
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' }
    const answer = await rig.ask(path, { method: 'POST', body: Buffer.from(recorded, 'latin1'), headers })
    expect(answer.json).toMatchObject({
      spec: { resourceAttributes: { verb: 'list', resource: 'pods' } },
      status: { allowed: true },
    })
    for (const body of ['nonsense', '[]', '{}'])
      expect((await rig.ask(path, { method: 'POST', body })).status).toBe(400)
  })
})

it('packs what is long, and only when asked', async () => {
  const path = `${cluster}/api/v1/pods?resourceVersion=0&limit=1`
  const packed = await rig.ask(path, { headers: { 'accept-encoding': 'gzip' } })
  const plain = await rig.ask(path, { headers: { 'accept-encoding': 'identity' } })
  expect(packed.headers.get('content-encoding')).toBe('gzip')
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(packed.json).toEqual(plain.json)
  expect(packed.json.items.length).toBeGreaterThan(1)
  const short = await rig.ask(`${cluster}/api/v1/pods?limit=1`, { headers: { 'accept-encoding': 'gzip' } })
  expect(short.headers.get('content-encoding')).toBeNull()
})

it('tells the same in the old discovery and the aggregated one, and has what it tells', async () => {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
  const found: string[] = []
  for (const root of ['/api', '/apis']) {
    const { json, headers } = await rig.ask(`${cluster}${root}`, { headers: { accept } })
    expect(headers.get('content-type')).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    )
    for (const { metadata, versions } of json.items) {
      for (const { version, resources: listed } of versions) {
        const path =
          metadata.name === undefined ? `${root}/${version}` : `${root}/${metadata.name}/${version}`
        const old = (await rig.ask(`${cluster}${path}`)).json
        const verbs = (list: Json[], name: string) => list.map((one) => [one[name], one.verbs])
        expect(verbs(old.resources, 'name')).toEqual(verbs(listed, 'resource'))
        found.push(...listed.map(({ resource }: Json) => `${metadata.name ?? ''}/${version}/${resource}`))
      }
    }
  }
  const known = resources.map(({ group, version, plural }) => `${group}/${version}/${plural}`)
  const others = [
    'authorization.k8s.io/v1/selfsubjectaccessreviews',
    'metrics.eks.amazonaws.com/v1/kcm/metrics',
    'metrics.eks.amazonaws.com/v1/ksh/metrics',
  ]
  expect(found.sort()).toEqual([...known, ...others].sort())
  expect((await rig.ask(`${cluster}/apis/apps`)).json).toMatchObject({ kind: 'APIGroup', name: 'apps' })
})

it('counts in its metrics what its lists hold', async () => {
  const { text, headers } = await rig.ask(`${cluster}/metrics`)
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const pods = (await rig.pages(`${cluster}/api/v1/pods`, 0))[0].items.length
  expect(text).toContain(`apiserver_storage_objects{resource="pods"} ${pods}\n`)
  const counted = (name: string) =>
    [...text.matchAll(new RegExp(`^${name}{[^}]*verb="LIST"[^}]*} (\\S+)$`, 'gm'))].map(([, value]) =>
      Number(value),
    )
  expect(counted('apiserver_request_duration_seconds_count')).toEqual(counted('apiserver_request_total'))
  await rig.control('/_sim/clock', { byMs: 0 })
  expect((await rig.ask(`${cluster}/metrics`)).text).toBe(text)
})

it.each([
  [5_000, '5s'],
  [119_000, '119s'],
  [535_000, '8m55s'],
  [600_000, '10m'],
  [3 * 3_600_000 + 120_000, '3h2m'],
  [30 * 3_600_000, '30h'],
  [50 * 3_600_000, '2d2h'],
  [400 * 86_400_000, '400d'],
  [800 * 86_400_000, '2y70d'],
  [-1, '0s'],
])('%i ms ago is %s', (ms, text) => expect(ageText(ms)).toBe(text))
