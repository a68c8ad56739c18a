// Which program a user agent is, whatever version of it and wherever it runs: "policy-agent/v3.8.0 (linux/amd64)
// kubernetes/4cb5f07" is policy-agent at 3.8.0. Programs that run many controllers keep the controller's name. An
// agent that does not begin with a name is its own program. db/events says the same rule in SQL; a test of the
// stores holds the two together.

/** Most characters of a user agent that are stored; one of this length was cut, or just fits. */
export const longestUserAgent = 256

/** Text before the first "/" or " (", without spaces around it. */
export const agentHead = '^ *([^/]*?) *(?:/| \\(|$)'
/** What client-go appends for one of several controllers: "… kubernetes/<commit>/<controller>". */
export const agentPart = ' kubernetes/[^/ ]+/([^ ]+)$'
export const agentVersionText = '^ *[^/( ][^/(]*/([^ /(]*)'
/** Programs under whose name many controllers run. */
const manyControllers = 'controller-manager'

/** What Periplus calls itself when it asks an API server. */
export const ownAgent = 'periplus'

const extract = (text: string, pattern: string): string => new RegExp(pattern).exec(text)?.[1] ?? ''

/** "" for no user agent. "kube-controller-manager/system:serviceaccount:kube-system:node-controller" for a controller. */
export function agentOf(userAgent: string): string {
  const head = extract(userAgent, agentHead)
  if (head === '') return userAgent
  const part = head.endsWith(manyControllers) ? extract(userAgent, agentPart) : ''
  return part === '' ? head : `${head}/${part}`
}

/** "3.8.0", without the "v" in front; "" where the agent tells none. */
export function agentVersionOf(userAgent: string): string {
  return extract(userAgent, agentVersionText).replace(/^v(?=[0-9])/, '')
}
