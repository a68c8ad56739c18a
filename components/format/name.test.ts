import { describe, expect, it } from 'vitest'
import { isolated, visible } from './name.ts'

describe('names that callers gave themselves', () => {
  it.each([
    ['kubelet/v1.34.1 (linux/arm64)', 'kubelet/v1.34.1 (linux/arm64)'],
    ['\u202Egpj.exe\u202C/1.0', '\uFFFDgpj.exe\uFFFD/1.0'],
    ['kube\u200Blet', 'kube\uFFFDlet'],
    ['tab\there\u0000', 'tab\uFFFDhere\uFFFD'],
    ['\u2066a\u2069', '\uFFFDa\uFFFD'],
    ['👨‍👩‍👧-agent', '👨‍👩‍👧-agent'],
    ['می‌خواهم', 'می‌خواهم'],
    ['e\u0301tude', 'e\u0301tude'],
    ['', ''],
  ])('%j is shown as %j', (sent, shown) => {
    expect(visible(sent)).toBe(shown)
  })

  it.each(['مراقب/2.1', 'שלום', 'kubelet مراقب', '\u{1E900}'])('%s keeps its direction to itself', (name) => {
    expect(isolated(name)).toBe(`\u2068${name}\u2069`)
  })

  it('leaves other names as they are', () => {
    for (const name of ['kubelet/v1.34.1', '代理', 'агент', '🦄', '']) expect(isolated(name)).toBe(name)
  })
})
