// The fleet B6 asks about, made inside the relational store by INSERT … SELECT over its own protocol, as its sources
// would have told it: clusters in accounts with tags, node groups and add-ons summed up, counts, the word of two
// sources each, what a dozen checks came to and a part of it waived. The same for the same sizes.
import path from 'node:path'
import pg from 'pg'

export interface FleetRows {
  readonly clusters: number
  readonly accounts: number
}

const pick = (values: readonly string[], number: string): string =>
  `(ARRAY[${values.map((value) => `'${value}'`).join(', ')}])[1 + (${number}) % ${values.length}]`

const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1', 'ap-northeast-1']
const versions = ['1.29', '1.30', '1.31', '1.32', '1.33', '1.34', '1.35', '1.33', '1.34', '1.34']
const teams = [
  'payments',
  'ads',
  'search',
  'video',
  'core',
  'data',
  'ml',
  'edge',
  'billing',
  'growth',
  'risk',
]
const addOns = ['vpc-cni', 'coredns', 'kube-proxy', 'aws-ebs-csi-driver', 'eks-pod-identity-agent']
const instanceTypes = ['m6i.2xlarge', 'm7g.4xlarge', 'c7i.8xlarge', 'r6i.4xlarge', 'g6.12xlarge']
const checks = [
  ...['add-on-compatibility', 'amazon-linux-2', 'api-removals', 'cluster-health', 'control-plane-steps'],
  ...['deletion-protection', 'drain-safety', 'ingress-nginx', 'kube-proxy-skew', 'kubelet-skew'],
  ...['missing-probes', 'single-replicas', 'support-end'],
]

/** A number from 0, as if by chance, of a cluster and what it is for. */
const dice = (salt: number): string => `abs(hashint4(n * 31 + ${salt}))`

const id = `'fleet-' || n || '.' || ${pick(regions, dice(1))} || '.' || lpad((n % :accounts)::text, 12, '0')`

const factsSql = `jsonb_build_object('name', 'fleet-' || n, 'provider', 'eks', 'version', ${pick(versions, dice(2))},
  'arn', 'arn:aws:eks:' || ${pick(regions, dice(1))} || ':' || lpad((n % :accounts)::text, 12, '0') || ':cluster/fleet-' || n,
  'endpoint', 'https://' || md5(n::text) || '.gr7.eks.amazonaws.com', 'platformVersion', 'eks.' || 1 + ${dice(3)} % 30,
  'status', 'ACTIVE', 'tier', 'standard', 'endpointPublic', ${dice(4)} % 4 = 0, 'endpointPrivate', true,
  'deletionProtection', ${dice(5)} % 3 > 0, 'logging', CASE ${dice(6)} % 3 WHEN 0 THEN '["api", "audit", "authenticator"]'
    WHEN 1 THEN '["audit"]' ELSE '[]' END::jsonb, 'backupProtection', ${dice(19)} % 3 > 0,
  'backup', jsonb_build_object('knownAt', '2026-11-23T09:00:00Z', 'lastBackupAt', CASE WHEN ${dice(19)} % 3 > 0 THEN '2026-11-23T04:00:00Z' END,
    'unknownWhy', NULL), 'autoMode', ${dice(7)} % 5 = 0, 'connector', NULL, 'health', '[]'::jsonb,
  'authenticationMode', 'API', 'vpcId', 'vpc-' || md5(n::text), 'subnetIds', jsonb_build_array(md5('a' || n), md5('b' || n)),
  'tags', ${tagsSql()})`

function tagsSql(): string {
  return `jsonb_build_object('team', ${pick(teams, dice(8))}, 'env', ${pick(['dev', 'stage', 'prod', 'prod'], dice(9))},
    'cost-centre', 'cc-' || ${dice(10)} % 200, 'terraform', 'true', 'Name', 'fleet-' || n)`
}

function partSumsSql(): string {
  const none = `'errors', 0, 'warnings', 0, 'behind', NULL, 'troubled', '[]'::jsonb`
  const listed = addOns.map(
    (name, at) => `jsonb_build_object('name', '${name}', 'version', 'v1.' || ${dice(20 + at)} % 12,
      'versionsBehind', ${dice(20 + at)} % 4)`,
  )
  return `jsonb_build_object(
    'insight', jsonb_build_object('total', 9, 'errors', (${dice(11)} % 10 = 0)::int, 'warnings', (${dice(12)} % 5 = 0)::int,
      'behind', NULL, 'troubled', '[]'::jsonb),
    'pod-identity', jsonb_build_object('total', ${dice(13)} % 4, ${none}),
    'add-on', jsonb_build_object('total', ${addOns.length}, 'errors', 0, 'warnings', 0, 'behind', ${dice(14)} % 3,
      'troubled', '[]'::jsonb, 'addOns', jsonb_build_array(${listed.join(', ')})),
    'node-group', jsonb_build_object('total', 4, ${none}, 'amiTypes', CASE ${dice(15)} % 4 WHEN 0 THEN '{"AL2_x86_64": 2,
      "AL2023_x86_64_STANDARD": 2}' WHEN 1 THEN '{"BOTTLEROCKET_ARM_64": 4}' ELSE '{"AL2023_x86_64_STANDARD": 4}' END::jsonb,
      'instanceTypes', jsonb_build_array(${pick(instanceTypes, dice(16))}, 't3.large')))`
}

function statements({ clusters, accounts }: FleetRows): string[] {
  const each = `FROM generate_series(1, ${clusters}) AS n`
  const told = `SELECT ${id} AS id, n, ${factsSql} AS facts ${each}`
  return [
    `INSERT INTO accounts (account_id, name, ou_path, state, observed_at)
      SELECT lpad(n::text, 12, '0'), 'account of ' || n, 'root/' || ${pick(['shops', 'labs', 'platform'], 'n')}, 'ACTIVE', now()
      FROM generate_series(0, :accounts - 1) AS n`,
    `INSERT INTO clusters (id, name, provider, account_id, region, version, platform_version, status, tier,
        deletion_protection, tags, facts, part_sums, first_seen_at, told_at)
      SELECT id, facts ->> 'name', 'eks', split_part(id, '.', 3), split_part(id, '.', 2), facts ->> 'version',
        facts ->> 'platformVersion', 'ACTIVE', 'standard', (facts ->> 'deletionProtection')::boolean, facts -> 'tags',
        facts, ${partSumsSql()}, now(), now() FROM (${told}) AS told`,
    `INSERT INTO cluster_facts (cluster_id, source_id, rank, facts, observed_at)
      SELECT id, source, 1, facts, now() FROM (${told}) AS told, LATERAL (VALUES ('eks-api:fleet'), ('kube-api:' || n)) AS s(source)`,
    `INSERT INTO cluster_counts SELECT ${id}, nodes, nodes - ${dice(17)} % 2, nodes * 30, ${dice(18)} % 9, 0, 40, 900,
        nodes * 58, nodes * 8000, nodes * 32000000000, 0, nodes * 4000, nodes * 16000000000,
        jsonb_build_object('managed', nodes), jsonb_build_object('1.33', nodes), now()
      FROM (SELECT n, 3 + ${dice(19)} % 400 AS nodes ${each}) AS sized`,
    `INSERT INTO source_health (source_id, kind, health, updated_at)
      SELECT 'kube-api:' || n, 'kube-api', jsonb_build_object('sourceId', 'kube-api:' || n, 'state', 'watching',
        'clusterIds', jsonb_build_array(${id}), 'asOf', now(), 'lastTriedAt', now(), 'nextTryAt', NULL, 'intervalMs', 86400000,
        'troubles', '[]'::jsonb, 'counts', '{}'::jsonb, 'clockSkewMs', NULL, 'updatedAt', now()), now() + interval '30 days' ${each}`,
    ...checks.map(
      (
        check,
        at,
      ) => `INSERT INTO check_results (cluster_id, check_id, status, errors, warnings, unknowns, since, as_of, evaluated_at)
        SELECT id, '${check}', CASE WHEN errors > 0 THEN 'error' WHEN warnings > 0 THEN 'warning' ELSE 'passing' END,
          errors, warnings, 0, now(), now(), now()
        FROM (SELECT ${id} AS id, (${dice(40 + at)} % 12 = 0)::int AS errors, (${dice(60 + at)} % 6 = 0)::int * 3 AS warnings ${each}) AS judged`,
    ),
  ].map((text) => text.replaceAll(':accounts', String(accounts)))
}

/** The relational store of an embedded installation, by its own protocol. */
export async function openRows(dataDir: string): Promise<pg.Client> {
  const host = path.join(dataDir, 'main/run')
  const client = new pg.Client({ host, port: 5432, user: 'postgres', database: 'postgres' })
  await client.connect()
  return client
}

/** Instead of whatever fleet is there. */
export async function makeFleet(client: pg.Client, fleet: FleetRows): Promise<void> {
  // At once: the server goes on with its rounds meanwhile.
  await client.query('BEGIN')
  await client.query(
    'TRUNCATE clusters, cluster_facts, cluster_counts, accounts, source_health, check_results',
  )
  for (const statement of statements(fleet)) await client.query(statement)
  await client.query('COMMIT')
  await client.query('VACUUM ANALYZE')
}

/** What a minute of a fleet that is read writes in a second: a sixtieth of its clusters is told again and counted. */
export async function tellSome(client: pg.Client, round: number): Promise<void> {
  const some = `(abs(hashtext(id) / 2) + ${round}) % 60 = 0`
  await client.query(`UPDATE clusters SET told_at = now() WHERE ${some}`)
  await client.query(
    `UPDATE cluster_counts SET pods = pods + 1, counted_at = now() FROM clusters WHERE id = cluster_id AND ${some}`,
  )
}
