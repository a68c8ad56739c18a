'use client'
// The flags of the page's chart: where talkers started or jumped, the largest rises. A flag opens its talker; the
// largest of all has the colour of what stands out, in the chart and wherever its talker is named.
import { useMemo } from 'react'
import type { ChartFlag } from '../../../components/charts/chart-data.ts'
import { anomalyIn } from './chart-series.ts'
import { flagWords, keyOfOnset } from './onset-words.ts'
import { useOnsets, useSeries } from './questions.ts'
import type { TrafficView } from './traffic-view.ts'

const flagsMost = 3

/** The id of its series; null while none is known. */
export function useAnomaly(view: TrafficView): string | null {
  const onset = useOnsets(view).data?.onsets[0]
  return anomalyIn(useSeries(view).query.data, onset)
}

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
