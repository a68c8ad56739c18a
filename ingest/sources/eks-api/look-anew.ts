// Has EKS look at one cluster anew: asks it to, unless it looks already or has just looked, and waits until it has.
// What it found is read by whoever asked.
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import type { ProcessTime } from '../../aws-client/process-time.ts'
import type { EksTuning } from './tuning.ts'

export interface LookAnew {
  readonly place: Place
  readonly clusterName: string
  /** The product's clock: EKS tells when it looked. */
  readonly nowMs: number
  readonly time: ProcessTime
  readonly tuning: Pick<EksTuning, 'refreshPollMs' | 'refreshWithinMs' | 'refreshRestMs'>
  /** Is given each step in a few words. */
  tell(says: string): void
  readonly signal: AbortSignal
}

/** Null once EKS has looked; else why it has not. Rejects as `signal` ends. */
export async function lookAnew(ask: LookAnew): Promise<string | null> {
  try {
    ask.tell('asking EKS')
    const before = await lastLook(ask)
    ask.signal.throwIfAborted()
    if (before !== undefined && hasJustLooked(before, ask)) return outcomeOf(before)
    if (before?.status === 'IN_PROGRESS') ask.tell('EKS is looking already')
    else {
      const { status, message } = await ask.place.ask('StartInsightsRefresh', {
        clusterName: ask.clusterName,
      })
      if (status === 'FAILED') return outcomeOf({ status, message })
      ask.tell('EKS is looking')
    }
    return await untilLooked(ask, before)
  } catch (error) {
    ask.signal.throwIfAborted()
    if (!(error instanceof AwsFailure)) throw error
    return notAsked(error)
  }
}

type Look = Awaited<ReturnType<typeof asked>>

const asked = ({ place, clusterName }: LookAnew) => place.ask('DescribeInsightsRefresh', { clusterName })

/** The latest that somebody asked for; undefined when nobody ever did. */
async function lastLook(ask: LookAnew): Promise<Look | undefined> {
  try {
    return await asked(ask)
  } catch (error) {
    if (error instanceof AwsFailure && error.kind === 'not-found') return undefined
    throw error
  }
}

function hasJustLooked({ status, endedAt }: Look, { nowMs, tuning }: LookAnew): boolean {
  if (status === 'IN_PROGRESS' || endedAt === undefined) return false
  const agoMs = nowMs - endedAt.getTime()
  return agoMs >= 0 && agoMs < tuning.refreshRestMs
}

async function untilLooked(ask: LookAnew, before: Look | undefined): Promise<string | null> {
  const { time, tuning, signal } = ask
  const endMs = time.nowMs() + tuning.refreshWithinMs
  // One that ended before is told of until EKS knows of the next.
  const endedBefore = before?.status === 'IN_PROGRESS' ? undefined : before?.startedAt?.getTime()
  while (time.nowMs() < endMs) {
    await time.sleep(tuning.refreshPollMs, signal)
    const look = await lastLook(ask)
    signal.throwIfAborted()
    if (look === undefined || look.status === 'IN_PROGRESS') continue
    if (endedBefore === undefined || look.startedAt?.getTime() !== endedBefore) return outcomeOf(look)
  }
  const minutes = Math.round(tuning.refreshWithinMs / 60_000)
  return `EKS is still looking after ${minutes} minutes; what it finds is read in a later round`
}

function outcomeOf({ status, message }: Pick<Look, 'status' | 'message'>): string | null {
  if (status === 'COMPLETED') return null
  const why = message?.replace(/\.$/, '') ?? 'for no reason given'
  return `EKS could not look anew: ${why}; its insights are as it last told them`
}

function notAsked(failure: AwsFailure): string {
  const grant =
    failure.kind === 'forbidden'
      ? ' Allow eks:StartInsightsRefresh and eks:DescribeInsightsRefresh, as the published IAM policy does.'
      : ''
  return `EKS did not look anew: ${failure.message}; its insights are as it last told them.${grant}`
}
