'use client'
// What lies in layers elsewhere, drawn flat: palette, time range, keyboard map.
import { Activity, Boxes, Copy } from 'lucide-react'
import { useState } from 'react'
import type { Command, Offer } from '../../../../components/shell/command.ts'
import { rankCommands } from '../../../../components/shell/command-ranking.ts'
import { KeyLists } from '../../../../components/shell/key-map.tsx'
import { PaletteFrame } from '../../../../components/shell/palette-frame.tsx'
import { PaletteList } from '../../../../components/shell/palette-list.tsx'
import { WindowChoices } from '../../../../components/shell/window-choices.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { clusters, sampleFrom, sampleNow } from '../samples.ts'

const nothing = () => undefined
const command = (of: Omit<Command, 'id' | 'run'>): Offer => ({ ...of, id: of.label, run: nothing })

const offers: readonly Offer[] = [
  ...clusters.map(({ clusterId }) =>
    command({ group: 'Clusters', label: clusterId, note: 'eu-west-1 · stale', icon: Boxes }),
  ),
  command({ group: 'Go to', label: 'API traffic', words: 'ads euw', icon: Activity, keys: 'g t' }),
  command({ group: 'Do', label: 'Copy link', words: 'ads euw', icon: Copy, keys: 'y' }),
]

const presets = ['15 minutes', '1 hour', '6 hours', '24 hours', '7 days', '30 days'].map((label) => ({
  id: label,
  label,
}))

const keys = [
  { group: 'Go to', keys: [{ keys: 'g t', label: 'API traffic' }] },
  {
    group: 'Do',
    keys: [
      { keys: 'mod+k', label: 'Search or jump to' },
      { keys: 'y', label: 'Copy link' },
    ],
  },
]

export function LayerParts() {
  const [text, setText] = useState('ads euw')
  const [preset, setPreset] = useState('24 hours')
  const range = { presets, preset, from: sampleFrom, to: sampleNow, longestDays: 400 }
  return (
    <>
      <section className="card" aria-label="Palette">
        <PaletteFrame text={text} onText={setText} autoFocus={false} onClose={nothing}>
          {(slot) => (
            <PaletteList
              slot={slot}
              text={text}
              groups={rankCommands(offers, text)}
              note=""
              onRun={nothing}
            />
          )}
        </PaletteFrame>
      </section>
      <Card title="Time range" sub="absolute and relative">
        <WindowChoices {...range} onPreset={setPreset} onAbsolute={nothing} />
      </Card>
      <Card title="Keys">
        <KeyLists lists={keys} />
      </Card>
    </>
  )
}
