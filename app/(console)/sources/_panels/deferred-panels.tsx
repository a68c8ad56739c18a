'use client'
// The parts of Sources that a reader has to open, or to go down to: their scripts come after the page.
import type { ComponentProps } from 'react'
import { Deferred, deferred, useIdleRead } from '../../../../components/ui/deferred.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { SidePanel } from '../../_frame/side-panel.tsx'
import { useSourcesView } from '../sources-view.ts'
import type { ConnectCheck as Check } from './connect-check.tsx'
import type { ConnectRead as Read } from './connect-read.tsx'
import type { ConnectTexts as Texts } from './connect-texts.tsx'
import type { TokenForm as Form } from './token-form.tsx'
import type { TokenRows as Rows } from './token-rows.tsx'

const sent = deferred(() => import('./source-panel.tsx'))
const read = deferred(() => import('./read-panel.tsx'))
const check = deferred(() => import('./connect-check.tsx'))
const form = deferred(() => import('./connect-read.tsx'))
const token = deferred(() => import('./token-form.tsx'))
const tokens = deferred(() => import('./token-rows.tsx'))
const texts = deferred(() => import('./connect-texts.tsx'))

/** What the address names, of what is sent or of what is read. */
export function OpenPanel() {
  useIdleRead(sent)
  useIdleRead(read)
  const { params, setParams } = useSourcesView()
  const name = params.source ?? params.read
  if (name === null) return null
  const waiting = (
    <SidePanel
      label={`Source ${name}`}
      title={name}
      busy
      onClose={() => void setParams({ source: null, read: null })}
    >
      <SkeletonRows rows={7} />
    </SidePanel>
  )
  return params.source === null ? (
    <Deferred from={read} waiting={waiting}>
      {({ ReadPanel }) => <ReadPanel />}
    </Deferred>
  ) : (
    <Deferred from={sent} waiting={waiting}>
      {({ SourcePanel }) => <SourcePanel />}
    </Deferred>
  )
}

export function ConnectTexts(props: ComponentProps<typeof Texts>) {
  return (
    <Deferred from={texts} waiting={<SkeletonRows rows={7} />}>
      {(module) => <module.ConnectTexts {...props} />}
    </Deferred>
  )
}

export function ConnectRead(props: ComponentProps<typeof Read>) {
  return (
    <Deferred from={form} waiting={<SkeletonRows rows={7} />}>
      {(module) => <module.ConnectRead {...props} />}
    </Deferred>
  )
}

export function TokenForm(props: ComponentProps<typeof Form>) {
  return (
    <Deferred from={token} waiting={<SkeletonRows rows={1} />}>
      {(module) => <module.TokenForm {...props} />}
    </Deferred>
  )
}

export function TokenRows(props: ComponentProps<typeof Rows>) {
  return (
    <Deferred from={tokens} waiting={<SkeletonRows rows={2} />}>
      {(module) => <module.TokenRows {...props} />}
    </Deferred>
  )
}

export function ConnectCheck(props: ComponentProps<typeof Check>) {
  return (
    <Deferred from={check} waiting={<SkeletonRows rows={1} />}>
      {(module) => <module.ConnectCheck {...props} />}
    </Deferred>
  )
}
