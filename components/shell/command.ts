// What can be done on screen right now, in words: the one vocabulary of the command palette, the keys and
// the keyboard map. Pure; who offers what is registered with commands.tsx.
import type { LucideIcon } from 'lucide-react'

/** In the order a palette with nothing typed shows them. */
export const commandGroups = [
  'Clusters',
  'Talkers',
  'Go to',
  'Saved views',
  'Do',
  'Move in rows',
  'Time',
  'Theme',
] as const
export type CommandGroup = (typeof commandGroups)[number]

export interface Command {
  /** One of a kind: offered again, the later offer takes the place of the earlier. */
  readonly id: string
  readonly group: CommandGroup
  readonly label: string
  readonly note?: string
  /** More words it is found by. */
  readonly words?: string
  /** "g t", "/", "?", "mod+k" … */
  readonly keys?: string
  readonly icon?: LucideIcon
  /** 'keys': makes sense as a key only; 'search': listed once something is typed. */
  readonly offered?: 'always' | 'keys' | 'search'
  readonly run: () => void
}

/** Something that can be done with whatever was typed. */
export interface TextCommand {
  readonly id: string
  readonly group: CommandGroup
  readonly icon?: LucideIcon
  readonly forText: (text: string) => Pick<Command, 'label' | 'run'>
}

export type Offer = Command | TextCommand

export interface KeyBinding {
  readonly keys: string
  readonly label: string
  readonly group: CommandGroup
  readonly run: () => void
}

export const isTextCommand = (offer: Offer): offer is TextCommand => 'forText' in offer

/** One offer an id, the latest, at the place of the first. */
export function latestOffers(offers: readonly Offer[]): Offer[] {
  return [...new Map(offers.map((offer) => [offer.id, offer])).values()]
}

/**
 * The keys that do something, by group; what the map lists and what a key press calls are both this.
 * Of two offers of one key the later has it.
 */
export function keyBindings(offers: readonly Offer[]): KeyBinding[] {
  const byKeys = new Map<string, KeyBinding>()
  for (const offer of latestOffers(offers)) {
    if (isTextCommand(offer) || offer.keys === undefined) continue
    const { keys, label, group, run } = offer
    byKeys.set(keys, { keys, label, group, run })
  }
  const place = ({ group }: KeyBinding) => commandGroups.indexOf(group)
  return [...byKeys.values()].sort((one, other) => place(one) - place(other))
}

/** The keys as caps of a keyboard: "mod+k" → "⌘", "K"; "g t" → "g", "t". */
export function keyCaps(keys: string, mac: boolean): readonly string[] {
  const chord = /^mod\+(.+)$/.exec(keys)?.[1]
  if (chord !== undefined) return [mac ? '⌘' : 'Ctrl', chord.toUpperCase()]
  return keys.split(' ')
}
