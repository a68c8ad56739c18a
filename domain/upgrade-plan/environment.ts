// What a cluster is for, as far as upgrades care: what may break first. Read from its tags, else from its name, by
// the words below; deterministic, and it says which word decided. A cluster that no word speaks of is "unknown" and
// goes last, behind production: nothing says that it may break.

/** In the order in which they are upgraded. */
export const environments = ['dev', 'stage', 'prod', 'unknown'] as const
export type Environment = (typeof environments)[number]

/** Tags that say it, the first that holds a known word decides; in any case. */
export const environmentTags = ['env', 'environment', 'stage'] as const

const words: Readonly<Record<Exclude<Environment, 'unknown'>, readonly string[]>> = {
  dev: ['ci', 'dev', 'develop', 'development', 'lab', 'playground', 'sandbox', 'sbx', 'test', 'tst'],
  stage: ['acceptance', 'nonprod', 'preprod', 'qa', 'stage', 'staging', 'stg', 'uat'],
  prod: ['live', 'prd', 'prod', 'production'],
}
const byWord = new Map(
  Object.entries(words).flatMap(([environment, own]) =>
    own.map((word) => [word, environment as Exclude<Environment, 'unknown'>] as const),
  ),
)

/** "pre-prod" is one word that somebody wrote as two. */
const joined = (text: string): string => text.toLowerCase().replaceAll(/\b(pre|non)[-_. ]+(?=prod)/g, '$1')

/** Parts of a name or a tag's value: what stands between separators. */
export const partsOf = (text: string): string[] =>
  joined(text)
    .split(/[^a-z0-9]+/)
    .filter(Boolean)

export const environmentOfWord = (word: string): Environment | undefined => byWord.get(word)

export interface FoundEnvironment {
  readonly environment: Environment
  /** "tag env=prod", "name"; null when nothing says it. */
  readonly by: string | null
}

const firstOf = (text: string): Environment | undefined =>
  partsOf(text)
    .map(environmentOfWord)
    .find((found) => found !== undefined)

export function environmentOf(cluster: {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
}): FoundEnvironment {
  const tags = Object.entries(cluster.tags).sort(([one], [other]) => (one < other ? -1 : 1))
  for (const asked of environmentTags) {
    for (const [key, value] of tags) {
      const environment = key.toLowerCase() === asked ? firstOf(value) : undefined
      if (environment !== undefined) return { environment, by: `tag ${key}=${value}` }
    }
  }
  const environment = firstOf(cluster.name)
  return environment === undefined ? { environment: 'unknown', by: null } : { environment, by: 'name' }
}
