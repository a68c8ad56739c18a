// The commands that let kubectl reach clusters, one a line, for a terminal. Only EKS clusters have one that follows
// from what is known of them.
interface Reached {
  readonly name: string
  readonly region: string | null
  readonly provider: string | null
}

/** What a shell takes as one word and nothing else. */
const plain = /^[A-Za-z0-9][A-Za-z0-9._-]*$/
const quoted = (text: string): string => (plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)

export function kubeconfigCommands(clusters: readonly Reached[]): string[] {
  return clusters.flatMap(({ name, region, provider }) =>
    provider === 'eks' && region !== null
      ? [`aws eks update-kubeconfig --region ${quoted(region)} --name ${quoted(name)}`]
      : [],
  )
}
