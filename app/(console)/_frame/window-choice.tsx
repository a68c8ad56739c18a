'use client'
// The time of most pages in the scope bar: a window that ends now or between two instants, its keys and its link.
import { Clock } from 'lucide-react'
import type { Offer } from '../../../components/shell/command.ts'
import { useCommands } from '../../../components/shell/commands.tsx'
import { WindowPicker } from '../../../components/shell/window-picker.tsx'
import { maxWindowDays } from '../../../domain/units/window.ts'
import type { View } from '../../_hooks/use-view.ts'
import { spanPresets } from '../../_hooks/view-params.ts'
import { CopyLink } from './copy-link.tsx'
import { frozenLink, frozenWords } from './frozen-link.ts'

function windowCommands(view: View): Offer[] {
  const time = { group: 'Time' as const, icon: Clock }
  const back = () => view.shift(-1)
  const forward = () => view.shift(1)
  return [
    ...spanPresets.map(({ id, label }, index) => ({
      ...time,
      id: `last ${id}`,
      keys: String(index + 1),
      label: `Last ${label}`,
      run: () => view.chooseSpan(id),
    })),
    { ...time, id: 'time.back', keys: '[', label: 'Shift time back', run: back },
    { ...time, id: 'time.forward', keys: ']', label: 'Shift time forward', run: forward },
  ]
}

export function WindowChoice({ view }: { view: View }) {
  useCommands(windowCommands(view))
  return (
    <>
      {view.window !== null && (
        <WindowPicker
          presets={spanPresets}
          preset={view.window.span}
          from={view.window.from}
          to={view.window.to}
          longestDays={maxWindowDays}
          onPreset={view.chooseSpan}
          onAbsolute={view.chooseWindow}
        />
      )}
      <CopyLink freeze={(href) => frozenLink(href, view.window)} words={frozenWords(view.window)} />
    </>
  )
}
