// Kubernetes minor versions ("1.33") compared as numbers. Reads patch releases and vendors' suffixes too;
// it knows nothing of calendars.

export interface MinorVersion {
  readonly major: number
  readonly minor: number
}

/** Of "1.33", "v1.33.5-eks-113cf36", "1.33+"; null for anything else. */
export function minorVersionOf(text: string): MinorVersion | null {
  const [, major, minor] = /^v?(\d{1,4})\.(\d{1,4})(?!\d)/.exec(text) ?? []
  return major === undefined || minor === undefined ? null : { major: Number(major), minor: Number(minor) }
}

/** Negative when `left` is older. */
export function compareMinors(left: MinorVersion, right: MinorVersion): number {
  return left.major - right.major || left.minor - right.minor
}

/** "1.33" and one upgrade: "1.34". */
export const afterUpgrades = ({ major, minor }: MinorVersion, upgrades: number): string =>
  `${major}.${minor + upgrades}`
