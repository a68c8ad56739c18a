'use client'
// The flags of the page's chart: where talkers started or jumped, the largest rises. A flag opens its talker.
import { useMemo } from 'react'
import type { ChartFlag } from '../../../components/charts/chart-data.ts'
import { flagWords, keyOfOnset } from './onset-words.ts'
import { useOnsets } from './questions.ts'
import type { TrafficView } from './traffic-view.ts'

const flagsMost = 3

export function useFlags(view: TrafficView) {
  const { data } = useOnsets(view)
  const onsets = data?.onsets
  const flags = useMemo(
    () =>
      (onsets ?? [])
        .slice(0, flagsMost)
        .map((onset, at): ChartFlag => ({ id: String(at), at: onset.at, words: flagWords(onset) })),
    [onsets],
  )
  const onFlag = (id: string) => {
    const onset = onsets?.[Number(id)]
    if (onset !== undefined) view.select(keyOfOnset([...view.groupBy, view.params.split], onset))
  }
  return { flags, onFlag }
}
