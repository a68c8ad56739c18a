// Which of the series that control planes tell are kept, by the names they have from version to version, and
// what of their labels. A closed list: a name that is not here is passed over, whatever it says.
import {
  type ApiSampleMetric,
  type ControlPlaneComponent,
  componentOf,
} from '../../domain/model/api-sample.ts'
import { apiText, removalsByApi } from '../../domain/support/api-lifecycle.ts'
import { shippedApiLifecycle } from '../../domain/support/shipped-api-lifecycle.ts'

export interface Family {
  /** As the server writes it. */
  readonly name: string
  readonly metric: ApiSampleMetric
  /** Labels that tell one series from another, in the order of their names; the others are added up. */
  readonly by: readonly string[]
  /** Of servers that do not have the metric by its own name: lower is preferred. */
  readonly age: number
  /** Several servers tell of the same thing: the largest, not the sum. */
  readonly isLargest?: boolean
  /** Requests whose length is their client's wish are left out. */
  readonly isWithoutWatches?: boolean
  /** Bounds of a histogram that are kept: each counts for itself, so the others can be left out. */
  readonly bounds?: ReadonlySet<number>
  /** A value of `by` that older and newer names say differently, as it is kept. */
  readonly saidAs?: (label: string, labels: ReadonlyMap<string, string>) => string
  /** Most series of a server that are kept, the largest first. */
  readonly most: number
  /** What some of its series are kept as besides. */
  readonly also?: Pick<Family, 'metric' | 'by'> & { isOf(labels: ReadonlyMap<string, string>): boolean }
}

/** Far more than a server has; what a mistake or somebody's wish may add. */
const mostSeries = 500
const mostKinds = 50

const removals = removalsByApi(shippedApiLifecycle)
const isRemoved = (labels: ReadonlyMap<string, string>): boolean => {
  const [group = '', version = '', resource = ''] = ['group', 'version', 'resource'].map((name) =>
    labels.get(name),
  )
  return removals.has(apiText({ group, version, resource }))
}

/** "jobs.batch" of a group and a resource apart, as older names say it in one. */
const resourceWithGroup: NonNullable<Family['saidAs']> = (label, labels) => {
  const [resource = '', group = ''] = [labels.get(label), labels.get('group')]
  return group === '' ? resource : `${resource}.${group}`
}

const requestBounds = new Set([0.025, 0.1, 0.2, 0.4, 0.6, 1, 2, 5, 10, 30, 60, Number.POSITIVE_INFINITY])
/** Few of the database's: 25 ms lies between what one takes that keeps up and one that is near its limit. */
const databaseBounds = new Set([0.005, 0.025, 0.1, 1, Number.POSITIVE_INFINITY])
/** Every second one of the scheduler's own, which double from 0.01 to 5242.88. */
const schedulingBounds = new Set([
  ...Array.from({ length: 10 }, (_, n) => Number((0.02 * 4 ** n).toFixed(2))),
  Number.POSITIVE_INFINITY,
])

type Said = Partial<Omit<Family, 'name' | 'by'>>
const family = (name: string, by: readonly string[], said: Said = {}): Family => ({
  name,
  metric: name as ApiSampleMetric,
  by,
  age: 0,
  most: mostSeries,
  ...said,
})

const level = ['priority_level'] as const
const duration = 'apiserver_request_duration_seconds'
const size = { metric: 'apiserver_storage_size_bytes', isLargest: true } as const
const objects = {
  metric: 'apiserver_storage_objects',
  most: mostKinds,
  isLargest: true,
  saidAs: resourceWithGroup,
} as const

export const families: readonly Family[] = [
  family('apiserver_current_inflight_requests', ['request_kind']),
  family('apiserver_flowcontrol_current_executing_seats', level),
  family('apiserver_flowcontrol_request_concurrency_in_use', level, {
    metric: 'apiserver_flowcontrol_current_executing_seats',
    age: 1,
  }),
  family('apiserver_flowcontrol_current_inqueue_requests', level),
  family('apiserver_flowcontrol_current_limit_seats', level),
  family('apiserver_flowcontrol_nominal_limit_seats', level),
  family('apiserver_flowcontrol_request_concurrency_limit', level, {
    metric: 'apiserver_flowcontrol_nominal_limit_seats',
    age: 1,
  }),
  family('apiserver_flowcontrol_rejected_requests_total', ['flow_schema', 'priority_level', 'reason']),
  family(`${duration}_bucket`, ['le', 'verb'], { isWithoutWatches: true, bounds: requestBounds }),
  family(`${duration}_count`, ['verb'], { isWithoutWatches: true }),
  family(`${duration}_sum`, ['verb'], { isWithoutWatches: true }),
  family('apiserver_request_total', ['code', 'verb'], {
    also: {
      metric: 'apiserver_removed_api_request_total',
      by: ['group', 'resource', 'version'],
      isOf: isRemoved,
    },
  }),
  family('apiserver_response_sizes_sum', ['verb']),
  family('apiserver_requested_deprecated_apis', [
    'group',
    'removed_release',
    'resource',
    'subresource',
    'version',
  ]),
  family('apiserver_resource_objects', ['resource'], objects),
  family('apiserver_storage_objects', ['resource'], { ...objects, age: 1 }),
  family('etcd_object_counts', ['resource'], { ...objects, age: 2 }),
  family('apiserver_resource_size_estimate_bytes', ['resource'], {
    ...objects,
    metric: 'apiserver_resource_size_estimate_bytes',
  }),
  family('apiserver_storage_size_bytes', [], size),
  family('apiserver_storage_db_total_size_in_bytes', [], { ...size, age: 1 }),
  family('etcd_db_total_size_in_bytes', [], { ...size, age: 2 }),
  family('etcd_request_duration_seconds_bucket', ['le', 'operation'], { bounds: databaseBounds }),
  family('etcd_request_duration_seconds_count', ['operation']),
  family('etcd_request_duration_seconds_sum', ['operation']),
  family('scheduler_pending_pods', ['queue']),
  family('scheduler_schedule_attempts_total', ['result']),
  family('scheduler_pod_scheduling_sli_duration_seconds_bucket', ['le'], { bounds: schedulingBounds }),
  family('workqueue_depth', ['name'], { most: 100 }),
]

export const familiesOf = (component: ControlPlaneComponent): readonly Family[] =>
  families.filter(({ metric }) => componentOf(metric) === component)

/** Verbs of requests that are held as long as their client likes. */
export const heldVerbs = ['WATCH', 'WATCHLIST', 'CONNECT'] as const

const longestValue = 200

/** Text as it is kept, but for what joins values. */
const kept = (value: string): string => value.replaceAll(/[,=\n]/g, '_').slice(0, longestValue)

/** A bound as every version of a server and of what stores its series writes it: "1", "1.0" → "1". */
const boundOf = (le: string): number => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le))

/**
 * "code=200,verb=LIST" of a series' labels; undefined for a series that is not kept. Labels that tell nothing
 * apart are left out.
 */
export function keptLabels(
  { by, bounds, isWithoutWatches, saidAs }: Pick<Family, 'by'> & Partial<Family>,
  labels: ReadonlyMap<string, string>,
): string | undefined {
  if (isWithoutWatches && (heldVerbs as readonly string[]).includes(labels.get('verb') ?? ''))
    return undefined
  const le = bounds && boundOf(labels.get('le') ?? '')
  if (le !== undefined && !bounds?.has(le)) return undefined
  return by
    .map((name) => {
      if (name === 'le') return `le=${le === Number.POSITIVE_INFINITY ? '+Inf' : le}`
      return `${name}=${kept(saidAs?.(name, labels) ?? labels.get(name) ?? '')}`
    })
    .join(',')
}
