// The pages that work today, in the order of the sidebar. A page of a later pillar joins when it works.
import {
  Activity,
  Boxes,
  Cable,
  CircleArrowUp,
  Compass,
  Gauge,
  LayoutList,
  type LucideIcon,
} from 'lucide-react'

export interface NavigationEntry {
  readonly href: string
  readonly label: string
  readonly icon: LucideIcon
  /** Key sequence that goes there. */
  readonly keys: string
}

export interface NavigationGroup {
  readonly label: string
  readonly entries: readonly NavigationEntry[]
}

export const navigation: readonly NavigationGroup[] = [
  {
    label: 'Review',
    entries: [{ href: '/review', label: 'Fleet review', icon: Compass, keys: 'g r' }],
  },
  {
    label: 'Fleet',
    entries: [
      { href: '/fleet', label: 'Inventory', icon: LayoutList, keys: 'g f' },
      { href: '/upgrades', label: 'Upgrades', icon: CircleArrowUp, keys: 'g u' },
      { href: '/capacity', label: 'Capacity', icon: Gauge, keys: 'g p' },
    ],
  },
  {
    label: 'Troubleshoot',
    entries: [
      { href: '/cluster', label: 'Cluster', icon: Boxes, keys: 'g c' },
      { href: '/traffic', label: 'API traffic', icon: Activity, keys: 'g t' },
    ],
  },
  {
    label: 'Feed',
    entries: [{ href: '/sources', label: 'Sources', icon: Cable, keys: 'g s' }],
  },
]
