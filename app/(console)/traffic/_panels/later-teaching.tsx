'use client'
// The words of an empty installation come with a script of their own: most pages never show them.
import { Deferred, deferred } from '../../../../components/ui/deferred.tsx'

const teaching = deferred(() => import('./teaching.tsx'))

export function LaterTeaching() {
  return <Deferred from={teaching}>{({ Teaching }) => <Teaching />}</Deferred>
}
