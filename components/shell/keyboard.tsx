'use client'
// Single keys, short sequences and the one chord. Single keys are off while a person types, under a
// dialog, with modifiers, and can be turned off altogether; the chord works everywhere.
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { KeyBinding } from './command.ts'

const sequenceMs = 1_200
const settingKey = 'periplus-single-keys'

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

const listeners = new Set<() => void>()

function readEnabled(): boolean {
  try {
    return localStorage.getItem(settingKey) !== 'off'
  } catch {
    return true
  }
}

function writeEnabled(enabled: boolean): void {
  try {
    localStorage.setItem(settingKey, enabled ? 'on' : 'off')
  } catch {
    // Storage may be forbidden; then the setting lasts as long as the page.
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether single keys do something, and the way to say so. */
export function useSingleKeys() {
  return [useSyncExternalStore(subscribe, readEnabled, () => true), writeEnabled] as const
}

const never = () => () => undefined

/** True on an Apple keyboard; the server draws the other one. */
export function useMacKeys(): boolean {
  return useSyncExternalStore(
    never,
    () => /mac|iphone|ipad/i.test(navigator.platform),
    () => false,
  )
}

const chordOf = (event: KeyboardEvent) =>
  event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey
    ? `mod+${event.key.toLowerCase()}`
    : null

/** Calls the binding whose keys end what was typed within the last moments. */
export function useKeyDispatch(list: () => readonly KeyBinding[]): void {
  const [enabled] = useSingleKeys()
  const pending = useRef({ key: '', at: 0 })
  useEffect(() => {
    const called = (event: KeyboardEvent): KeyBinding | undefined => {
      const bindings = list()
      const chord = chordOf(event)
      if (chord !== null) return bindings.find((binding) => binding.keys === chord)
      if (!enabled || event.ctrlKey || event.metaKey || event.altKey) return undefined
      if (isTyping(event.target) || document.querySelector('dialog[open]')) return undefined
      const now = performance.now()
      const first = now - pending.current.at < sequenceMs ? pending.current.key : ''
      const sequence = bindings.find((binding) => binding.keys === `${first} ${event.key}`)
      const found = sequence ?? bindings.find((binding) => binding.keys === event.key)
      pending.current = found ? { key: '', at: 0 } : { key: event.key, at: now }
      return found
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const found = called(event)
      if (!found) return
      event.preventDefault()
      found.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [enabled, list])
}
