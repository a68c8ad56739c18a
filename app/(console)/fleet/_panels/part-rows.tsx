'use client'
// The rows of node groups or add-ons, drawn as far as they are in sight. j and k move, Enter opens the cluster.
import { type ReactNode, useRef } from 'react'
import { VirtualRows } from '../../_frame/virtual-rows.tsx'

interface PartRowsProps {
  readonly label: string
  /** What a row is, then its columns but for the state, which comes last. */
  readonly heads: readonly [string, ...string[]]
  readonly count: number
  /** The row at an index, with a key. */
  readonly children: (index: number) => ReactNode
}

/** Heads whose columns hold numbers. */
const numeric = new Set(['Size', 'CPU', 'Memory'])

export function PartRows({ label, heads, count, children }: PartRowsProps) {
  const scroller = useRef<HTMLElement>(null)
  const [first, ...rest] = heads
  return (
    <section
      className="table-scroll fleet-scroll"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
    >
      <table className="table" aria-rowcount={count + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="pin pin-first">
              {first}
            </th>
            {rest.map((head) => (
              <th key={head} scope="col" className={numeric.has(head) ? 'num' : undefined}>
                {head}
              </th>
            ))}
            <th scope="col" className="pin-last">
              State
            </th>
          </tr>
        </thead>
        <VirtualRows count={count} columns={heads.length + 1} scroller={scroller} height={560} rowHeight={33}>
          {children}
        </VirtualRows>
      </table>
    </section>
  )
}
