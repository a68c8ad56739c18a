// The colours of the design, written down a second time: name → light, dark. A journey reads what the browser
// computes and compares; a colour changes in two places or not at all.
export const tokens: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  bg: ['#f6f5f1', '#0b1017'],
  surface: ['#ffffff', '#121923'],
  sunken: ['#faf9f6', '#0e141d'],
  track: ['#eceae3', '#1e2937'],
  hover: ['#f3f1eb', '#18212d'],
  selected: ['#e8edfb', '#182747'],
  line: ['#e4e1d9', '#212c3a'],
  'line-2': ['#cfcbc0', '#33414f'],
  'control-line': ['#8c8f93', '#6b7a8d'],
  ink: ['#17202b', '#e9edf2'],
  'ink-2': ['#465160', '#aeb9c7'],
  'ink-3': ['#5f6977', '#8b98a9'],
  accent: ['#2a52be', '#86a8ff'],
  ok: ['#0a6f5c', '#4cc9a8'],
  'ok-weak': ['#e2f2ec', '#0f2e29'],
  warn: ['#8a5700', '#efb449'],
  'warn-weak': ['#fbf0d8', '#32260d'],
  crit: ['#b3310f', '#ff8662'],
  'crit-weak': ['#fce7df', '#3a1a12'],
  ext: ['#84407c', '#dd9bd5'],
  'ext-weak': ['#f5e8f3', '#33203a'],
  unk: ['#5b6470', '#9aa6b5'],
  'unk-weak': ['#eceae4', '#222b37'],
  s1: ['#2f57c9', '#6e8dfb'],
  s2: ['#0c8f7a', '#1fb79f'],
  s3: ['#7e2f78', '#cba0f4'],
  s4: ['#4a9bd6', '#3b8fc2'],
  s5: ['#9a8a14', '#dccb6a'],
  s6: ['#d6749f', '#ffc2cf'],
  s0: ['#8b929c', '#8796ad'],
}

/** What must be told apart: [one, other, least ratio], text 4.5 and graphics 3. */
export const contrasts: readonly (readonly [string, string, number])[] = [
  ...['ink', 'ink-2', 'ink-3'].flatMap((ink) =>
    ['bg', 'surface', 'sunken', 'track', 'hover', 'selected'].map((on) => [ink, on, 4.5] as const),
  ),
  ...['bg', 'surface', 'selected'].map((on) => ['accent', on, 4.5] as const),
  ...['ok', 'warn', 'crit', 'ext', 'unk'].flatMap((tone) => [
    [tone, 'surface', 4.5] as const,
    [tone, `${tone}-weak`, 4.5] as const,
  ]),
  ...['s0', 's1', 's2', 's3', 's4', 's5', 's6', 'control-line'].map((fill) => [fill, 'surface', 3] as const),
]

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  )
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** WCAG 2.2, of two colours as #rrggbb. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((left, right) => right - left)
  return (light + 0.05) / (dark + 0.05)
}
