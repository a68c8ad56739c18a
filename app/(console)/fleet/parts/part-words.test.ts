// Words and tones of facets of node groups and add-ons.
import { expect, it } from 'vitest'
import { imageWord, partFacetTitle, partFacetTone, partFacetWord, skewWord } from './part-words.ts'

it.each([
  [0, 'Same minor'],
  [1, '1 minor behind'],
  [3, '3 minors behind'],
  [-1, '1 minor ahead'],
])('says %i minors as "%s"', (minors, said) => {
  expect(skewWord(minors)).toBe(said)
  expect(partFacetWord('skew', String(minors))).toBe(said)
})

it('names what it knows, and tells what it does not as it stands', () => {
  expect(partFacetWord('capacity', 'SPOT')).toBe('Spot')
  expect(partFacetWord('account', '4471', { 4471: 'prod' })).toBe('prod')
  expect(partFacetWord('image', 'CUSTOM')).toBe('CUSTOM')
  expect(partFacetWord('image', 'constructor')).toBe('constructor')
  expect(partFacetWord('repair', '')).toBe('Not known')
  expect(partFacetTitle('skew')).toBe('Behind its cluster')
})

it.each([
  ['AL2_x86_64', 'Amazon Linux 2 x86-64'],
  ['AL2023_ARM_64_STANDARD', 'AL2023 arm64'],
  ['AL2023_x86_64_NVIDIA', 'AL2023 x86-64 nvidia'],
  ['BOTTLEROCKET_ARM_64', 'Bottlerocket arm64'],
  ['WINDOWS_CORE_2022_x86_64', 'WINDOWS_CORE_2022_x86_64'],
  ['CUSTOM', 'CUSTOM'],
])('calls the image %s "%s"', (amiType, said) => {
  expect(imageWord(amiType)).toBe(said)
})

it('colours only what needs a decision', () => {
  expect(partFacetTone('issue', 'AsgInstanceLaunchFailures')).toBe('crit')
  expect(['none', ''].map((value) => partFacetTone('issue', value))).toEqual([undefined, undefined])
  expect(['0', '1', '2'].map((value) => partFacetTone('skew', value))).toEqual([undefined, undefined, 'warn'])
  expect(partFacetTone('image', 'AL2_x86_64')).toBe('warn')
  expect(partFacetTone('image', 'AL2023_x86_64_STANDARD')).toBeUndefined()
  expect(partFacetTone('drift', 'behind')).toBe('warn')
})
