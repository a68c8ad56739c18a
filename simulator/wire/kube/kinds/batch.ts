// CronJobs and the Jobs they make, each with the one pod that it runs; and Jobs of a gang, that nobody made.
import { isoOf } from '../../../world/clock.ts'
import { hUuid } from '../../../world/hash.ts'
import type { CronJobPods, JobRun } from '../../../world/job-pods.ts'
import type { PodSet } from '../../../world/pod.ts'
import { changeVersion } from '../../../world/versions.ts'
import {
  ageColumn,
  ageText,
  type Change,
  column,
  type Item,
  nameColumn,
  quietWindowMs,
  type Resource,
} from '../item.ts'
import { gangItem } from './gang.ts'
import { objectItem, SortedSets, statusChanges } from './object.ts'
import { isJob, templateSpecOf, uidOfWorkload, workloadLabels } from './pod-text.ts'
import { concatenated } from './pods.ts'

const sets = new SortedSets(({ kind }) => kind === 'CronJob')
const jobSets = new SortedSets(
  (workload) => isJob(workload),
  ({ kind, name }) => (kind === 'CronJob' ? `${name}-` : name),
)
const isGang = ({ workload }: PodSet): boolean => workload.kind === 'Job'
const runsOf = (set: PodSet): CronJobPods => set as CronJobPods

const whole = { type: 'integer' } as const
const images = [
  column('Containers', 'Names of each container in the template.', { priority: 1 }),
  column('Images', 'Images referenced by each container in the template.', { priority: 1 }),
  column('Selector', 'Selector of the pods.', { priority: 1 }),
]

function cronJobItem(given: PodSet, ms: number): Item {
  const set = runsOf(given)
  const { workload } = set
  const { changedMs } = set.status(ms)
  const runs = set.runs(ms)
  const active = runs.filter(({ endMs }) => endMs >= ms)
  const last = runs.at(-1) as JobRun
  const finished = runs.filter(({ endMs }) => endMs < ms).at(-1) as JobRun
  const jobReference = ({ name, number }: JobRun) => ({
    kind: 'Job',
    namespace: workload.namespace.name,
    name,
    uid: hUuid(workload.id, number, 1),
    apiVersion: 'batch/v1',
  })
  const labels = workloadLabels(workload)
  return objectItem({
    name: workload.name,
    namespace: workload.namespace.name,
    uid: uidOfWorkload(workload, 0),
    version: changeVersion(changedMs, workload.id),
    createdMs: workload.createdMs,
    generation: 1,
    labels,
    apiVersion: 'batch/v1',
    manager: 'helm',
    body: {
      spec: {
        schedule: workload.schedule,
        concurrencyPolicy: 'Forbid',
        suspend: false,
        jobTemplate: {
          metadata: { creationTimestamp: null, labels },
          spec: {
            template: { metadata: { creationTimestamp: null, labels }, spec: templateSpecOf(workload) },
          },
        },
        successfulJobsHistoryLimit: 3,
        failedJobsHistoryLimit: 1,
      },
      status: {
        ...(active.length > 0 ? { active: active.map(jobReference) } : {}),
        lastScheduleTime: isoOf(last.startMs),
        lastSuccessfulTime: isoOf(finished.endMs),
      },
    },
    cells: (nowMs) => [
      workload.name,
      workload.schedule,
      '<none>',
      'False',
      active.length,
      ageText(nowMs - last.startMs),
      ageText(nowMs - workload.createdMs),
      'main',
      workload.image,
      '<none>',
    ],
  })
}

function jobItem(set: CronJobPods, run: JobRun, ms: number, goneMs?: number): Item {
  const { workload } = set
  const { readyMs } = set.pod(run)
  const isDone = run.endMs < ms
  const isReady = !isDone && readyMs < ms
  const sinceMs = goneMs ?? (isDone ? run.endMs : isReady ? readyMs : run.startMs)
  const uid = hUuid(workload.id, run.number, 1)
  const own = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': run.name }
  const labels = { ...workloadLabels(workload), ...own }
  return objectItem({
    name: run.name,
    namespace: workload.namespace.name,
    uid,
    version: changeVersion(sinceMs, run.number),
    createdMs: run.startMs,
    labels,
    annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': isoOf(run.startMs) },
    owner: { apiVersion: 'batch/v1', kind: 'CronJob', name: workload.name, uid: uidOfWorkload(workload, 0) },
    generation: 1,
    apiVersion: 'batch/v1',
    manager: 'kube-controller-manager',
    body: {
      spec: {
        parallelism: 1,
        completions: 1,
        backoffLimit: 6,
        selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } },
        template: { metadata: { creationTimestamp: null, labels }, spec: templateSpecOf(workload) },
        completionMode: 'NonIndexed',
        suspend: false,
        podReplacementPolicy: 'TerminatingOrFailed',
      },
      status: jobStatus(run, isDone, isReady),
    },
    cells: (nowMs) => [
      run.name,
      isDone ? 'Complete' : 'Running',
      isDone ? '1/1' : '0/1',
      ageText((isDone ? run.endMs : nowMs) - run.startMs),
      ageText(nowMs - run.startMs),
      'main',
      workload.image,
      `batch.kubernetes.io/controller-uid=${uid}`,
    ],
    fields: { 'status.successful': isDone ? '1' : '0' },
  })
}

function jobStatus({ startMs, endMs }: JobRun, isDone: boolean, isReady: boolean): object {
  const common = { startTime: isoOf(startMs), terminating: 0, uncountedTerminatedPods: {} }
  if (!isDone) return { ...common, active: 1, ready: isReady ? 1 : 0 }
  const at = isoOf(endMs)
  const condition = (type: string, reason: string) => ({
    type,
    status: 'True',
    lastProbeTime: at,
    lastTransitionTime: at,
    reason,
    message: 'Reached expected number of succeeded pods',
  })
  return {
    conditions: [
      condition('SuccessCriteriaMet', 'CompletionsReached'),
      condition('Complete', 'CompletionsReached'),
    ],
    completionTime: at,
    ...common,
    succeeded: 1,
    ready: 0,
  }
}

function jobChanges(set: CronJobPods, fromMs: number, toMs: number): Change[] {
  return set.changes(fromMs, toMs).flatMap(({ ms, type, pod }): Change[] => {
    if (type === 'scheduled') return []
    const run = set.run(pod.number)
    const version = changeVersion(ms, run.number)
    if (type === 'gone') return [{ type: 'DELETED', version, item: () => jobItem(set, run, ms, ms) }]
    const item = () => jobItem(set, run, ms + 1)
    return type === 'born'
      ? [{ type: 'ADDED', version, item }]
      : [{ type: 'MODIFIED', version, item, before: () => jobItem(set, run, ms) }]
  })
}

export const jobs: Resource = {
  group: 'batch',
  version: 'v1',
  plural: 'jobs',
  singular: 'job',
  kind: 'Job',
  isNamespaced: true,
  shortNames: [],
  fieldNames: ['status.successful'],
  watchWindowMs: quietWindowMs,
  columns: [
    nameColumn,
    column('Status', 'Status of the job.'),
    column('Completions', 'Completions of the job.'),
    column('Duration', 'Time required to complete the job.'),
    ageColumn,
    ...images,
  ],
  listing: (state, ms) => {
    const { count, find } = concatenated(jobSets.of(state), (set) => (isGang(set) ? 1 : set.count(ms)))
    const runOf = (set: CronJobPods, index: number): JobRun => set.runs(ms)[index] as JobRun
    return {
      count,
      key: (i) => {
        const { set, index } = find(i)
        const { name, namespace } = set.workload
        return `${namespace.name}/${isGang(set) ? name : runOf(runsOf(set), index).name}`
      },
      item: (i) => {
        const { set, index } = find(i)
        return isGang(set) ? gangItem(set, ms) : jobItem(runsOf(set), runOf(runsOf(set), index), ms)
      },
    }
  },
  changes: (state, fromMs, toMs) => {
    const all = jobSets.of(state)
    return [
      ...all.filter((set) => !isGang(set)).flatMap((set) => jobChanges(runsOf(set), fromMs, toMs)),
      ...statusChanges(all.filter(isGang), fromMs, toMs, gangItem),
    ]
  },
}

export const cronJobs: Resource = {
  group: 'batch',
  version: 'v1',
  plural: 'cronjobs',
  singular: 'cronjob',
  kind: 'CronJob',
  isNamespaced: true,
  shortNames: ['cj'],
  fieldNames: [],
  watchWindowMs: quietWindowMs,
  columns: [
    nameColumn,
    column('Schedule', 'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.'),
    column('Timezone', 'The time zone name for the given schedule.'),
    column('Suspend', 'Whether subsequent executions are suspended.'),
    column('Active', 'A list of pointers to currently running jobs.', whole),
    column('Last Schedule', 'When the job was last scheduled.'),
    ageColumn,
    ...images,
  ],
  listing: (state, ms) => sets.listing(state, ms, (set) => cronJobItem(set, ms)),
  changes: (state, fromMs, toMs) => statusChanges(sets.of(state), fromMs, toMs, cronJobItem),
}
