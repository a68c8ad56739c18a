// A stand-in for AWS: STS, EKS and AWS Backup on one port, told apart by what a request is signed for. It holds two accounts
// with clusters in three regions, written here so that every count on screen can be counted here too. Knows
// nothing of our code.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface EksCluster {
  readonly name: string
  readonly accountId: string
  readonly region: string
  readonly version: string
  readonly team: string
  readonly isProtected: boolean
  /** By AWS Backup, on one day of 2025. */
  readonly isBackedUp: boolean
  readonly status: 'ACTIVE' | 'FAILED'
  /** Installed versions of the add-on vpc-cni; the newest that is offered is v1.20.4. */
  readonly vpcCni: string
  /** Seconds since 1970; of all others the same day of 2025. */
  readonly createdAt?: number
  /** What its owner wants at the end of standard support; of all others the upgrade. */
  readonly supportType?: 'EXTENDED'
}

export const accounts = ['111122223333', '444455556666'] as const
const regions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'] as const
const versions = ['1.33', '1.34'] as const
const teams = ['ads', 'pay', 'search'] as const
const newest = 'v1.20.4-eksbuild.1'
const older = 'v1.19.0-eksbuild.1'

/** 24 clusters: every account and region alike, all else by turns, so that no two counts are alike by chance. */
export const eksFleet: readonly EksCluster[] = Array.from({ length: 24 }, (_, place) => {
  const region = regions[place % 3] ?? 'eu-west-1'
  return {
    name: `${teams[place % 5 === 0 ? 0 : place % 2 === 0 ? 1 : 2]}-${String(place).padStart(2, '0')}`,
    accountId: accounts[place % 2] ?? accounts[0],
    region,
    version: versions[place % 4 === 0 ? 0 : 1] ?? '1.34',
    team: teams[place % 5 === 0 ? 0 : place % 2 === 0 ? 1 : 2] ?? 'ads',
    isProtected: place % 6 !== 1,
    isBackedUp: place % 5 < 2,
    status: place === 7 ? 'FAILED' : 'ACTIVE',
    vpcCni: place % 8 === 3 ? older : newest,
  }
})

export const arnOf = ({
  accountId,
  region,
  name,
}: Pick<EksCluster, 'accountId' | 'region' | 'name'>): string =>
  `arn:aws:eks:${region}:${accountId}:cluster/${name}`
export const idOf = ({ accountId, region, name }: EksCluster): string => `${name}.${region}.${accountId}`

export interface EksApi {
  readonly url: string
  /** What it holds; a journey takes clusters away. */
  clusters: readonly EksCluster[]
  close(): Promise<void>
}

function described(cluster: EksCluster): object {
  return {
    name: cluster.name,
    arn: arnOf(cluster),
    version: cluster.version,
    platformVersion: 'eks.21',
    status: cluster.status,
    createdAt: cluster.createdAt ?? 1_750_000_000,
    endpoint: `https://${cluster.name}.gr7.${cluster.region}.eks.amazonaws.com`,
    deletionProtection: cluster.isProtected,
    upgradePolicy: { supportType: cluster.supportType ?? 'STANDARD' },
    resourcesVpcConfig: { endpointPublicAccess: false, endpointPrivateAccess: true, publicAccessCidrs: [] },
    tags: { team: cluster.team },
    health: { issues: [] },
  }
}

const addOnOf = (cluster: EksCluster): object => ({
  addonName: 'vpc-cni',
  clusterName: cluster.name,
  status: 'ACTIVE',
  addonVersion: cluster.vpcCni,
  publisher: 'eks',
  owner: 'aws',
  health: { issues: [] },
})
const offered = (addonVersion: string): object => ({
  addonVersion,
  compatibilities: versions.map((clusterVersion) => ({ clusterVersion, defaultVersion: false })),
})
const catalogue = [{ addonName: 'vpc-cni', type: 'networking', addonVersions: [newest, older].map(offered) }]

/** Lists of a cluster that are empty here, by the last part of their path. */
const emptyLists: Readonly<Record<string, string>> = {
  'node-groups': 'nodegroups',
  'fargate-profiles': 'fargateProfileNames',
  'access-entries': 'accessEntries',
  'pod-identity-associations': 'associations',
  updates: 'updateIds',
  insights: 'insights',
  capabilities: 'capabilities',
}

const backups = (here: readonly EksCluster[]): object => ({
  Results: here
    .filter(({ isBackedUp }) => isBackedUp)
    .map((one) => ({ ResourceArn: arnOf(one), ResourceType: 'EKS', LastBackupTime: 1_751_000_000 })),
})

/** Undefined for what there is not. */
function answer(path: string, here: readonly EksCluster[]): object | undefined {
  if (path === '/clusters') return { clusters: here.map(({ name }) => name) }
  if (path === '/cluster-versions') return { clusterVersions: [] }
  if (path === '/addons/supported-versions') return { addons: catalogue }
  const [, , name = '', list, item] = path.split('/')
  const cluster = here.find((one) => one.name === name)
  if (cluster === undefined) return undefined
  if (list === undefined) return { cluster: described(cluster) }
  if (list === 'addons') return item === undefined ? { addons: ['vpc-cni'] } : { addon: addOnOf(cluster) }
  const empty = emptyLists[list]
  return empty === undefined || item !== undefined ? undefined : { [empty]: [] }
}

function sts(form: URLSearchParams): string {
  const action = form.get('Action') ?? ''
  const account = /^arn:aws:iam::(\d{12}):role/.exec(form.get('RoleArn') ?? '')?.[1] ?? accounts[0]
  const ends = new Date(Date.now() + 3_600_000).toISOString()
  const result =
    action === 'AssumeRole'
      ? `<Credentials><AccessKeyId>ASIA${account}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${ends}</Expiration></Credentials>`
      : `<Arn>arn:aws:sts::${account}:assumed-role/periplus/i-1</Arn><UserId>A</UserId><Account>${account}</Account>`
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result></${action}Response>`
}

const signed = /Credential=([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\//

export async function startEksApi(): Promise<EksApi> {
  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const [, key = '', region = '', service = ''] = signed.exec(req.headers.authorization ?? '') ?? []
    let body = ''
    for await (const chunk of req) body += String(chunk)
    if (service === 'sts') {
      res.writeHead(200, { 'content-type': 'text/xml' }).end(sts(new URLSearchParams(body)))
      return
    }
    const isHere = (one: EksCluster) => `ASIA${one.accountId}` === key && one.region === region
    const path = decodeURIComponent(new URL(req.url ?? '/', 'http://eks').pathname)
    const here = server.clusters.filter(isHere)
    const found = service === 'backup' ? backups(here) : answer(path, here)
    const json = { 'content-type': 'application/json' }
    if (found !== undefined) res.writeHead(200, json).end(JSON.stringify(found))
    else
      res
        .writeHead(404, { ...json, 'x-amzn-errortype': 'ResourceNotFoundException' })
        .end(JSON.stringify({ message: `nothing at ${path}` }))
  }
  const listener = createServer((req, res) => void handle(req, res))
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const server: EksApi = {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    clusters: eksFleet,
    close: async () => {
      listener.closeAllConnections()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
  return server
}

/** What the AWS SDK finds in the environment of a journey. */
export const awsEnvironment = {
  AWS_ACCESS_KEY_ID: 'AKIASTANDIN',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
} as const
