// What a person presses while a page is on screen and its script is not there yet: kept by a few lines inside
// the document, done again when the script has taken over. What the browser does by itself, such as following a
// link or typing into a field, it has done already.

const mostKept = 100
/**
 * Between two of them: what one opens takes the focus with the next drawing, and changes of a view that come
 * closer than 50 ms are one step of history. Text that follows into a layer comes at once.
 */
const stepMs = 60

/**
 * The lines inside the document. They know nothing of the page but that the chord of its palette must not reach
 * the browser's own search.
 */
export const keepEarlyInput = `(() => {
  const kept = []
  const keep = (event) => {
    if (kept.length < ${mostKept}) kept.push(event)
    const chord = event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey
    if (event.type === 'keydown' && chord && event.key === 'k') event.preventDefault()
  }
  for (const type of ['keydown', 'click']) addEventListener(type, keep, true)
  window.periplusEarlyInput = () => {
    for (const type of ['keydown', 'click']) removeEventListener(type, keep, true)
    return kept.splice(0)
  }
})()`

declare global {
  interface Window {
    periplusEarlyInput?: () => Event[]
  }
}

const waiting: Event[] = []

/** Ends the keeping; to be called in the very moment in which the script takes over. */
export function endEarlyInput(): void {
  // What is being dispatched right now reaches the script by itself.
  waiting.push(...(window.periplusEarlyInput?.() ?? []).filter(({ eventPhase }) => eventPhase === Event.NONE))
}

/** Does what was kept, in order; to be called when everything that listens does so. */
export async function doEarlyInput(): Promise<void> {
  for (const event of waiting.splice(0)) {
    if (event instanceof KeyboardEvent) press(event)
    else if (event instanceof MouseEvent) click(event)
    const opened = document.querySelector('dialog[open], :popover-open') !== null
    if (!(opened && isText(event))) await new Promise((resolve) => setTimeout(resolve, stepMs))
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement

const isField = (element: unknown): element is Field =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement

const isText = (event: Event): event is KeyboardEvent =>
  event instanceof KeyboardEvent &&
  [...event.key].length === 1 &&
  !event.ctrlKey &&
  !event.metaKey &&
  !event.altKey

const placeOf = ({ target }: Event): Element =>
  target instanceof Element && target.isConnected ? target : document.body

function press(event: KeyboardEvent): void {
  const focused = document.activeElement
  // Typed into a field that was there, the text is there too.
  const field = isField(focused) && focused !== event.target ? focused : null
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event
  const again = { key, code, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true }
  const free = (field ?? placeOf(event)).dispatchEvent(new KeyboardEvent('keydown', again))
  if (field === null || !free || !isText(event)) return
  field.setRangeText(key, field.selectionStart ?? 0, field.selectionEnd ?? 0, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/** The browser itself follows links, opens popovers and ticks boxes. */
const ofBrowser = 'a[href], [popovertarget], input, select, textarea, label, summary'

function click(event: MouseEvent): void {
  const place = placeOf(event)
  if (place.closest(ofBrowser) !== null) return
  place.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: event.detail }))
}
