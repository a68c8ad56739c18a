// The only place of bin that touches the environment: what the demo's process opens its simulated fleet with,
// and what the person's own environment says that a demo must not follow.

/** Of the real world: with any of these the AWS SDK or the collectors would look elsewhere first. */
const leftOut = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
]

/** For this process alone. */
export function enterSimulation(secrets: Readonly<Record<string, string>>): void {
  for (const name of leftOut) delete process.env[name]
  Object.assign(process.env, secrets)
}

/** Names of those that are set. */
export const setNames = (names: readonly string[]): string[] => names.filter((name) => process.env[name])
