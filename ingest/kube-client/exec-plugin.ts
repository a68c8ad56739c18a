// Runs a credential plugin as kubectl does (client.authentication.k8s.io) and reads what it prints. Never
// shows what a plugin printed on its standard output; never hands it a terminal.
import { type ExecFileException, execFile } from 'node:child_process'
import path from 'node:path'
import { z } from 'zod'
import { misconfigured, quoted } from './failure.ts'
import { Gate } from './gate.ts'

export const execVersions = [
  'client.authentication.k8s.io/v1',
  'client.authentication.k8s.io/v1beta1',
] as const

export interface ExecPlugin {
  readonly apiVersion: (typeof execVersions)[number]
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What the kubeconfig says to whoever has no such command. */
  readonly installHint: string | undefined
  /** Told to the plugin when it asks for it; undefined: it does not. */
  readonly clusterInfo: Readonly<Record<string, unknown>> | undefined
  /** Relative commands with a slash are below it. */
  readonly folder: string
}

export interface ExecCredential {
  readonly token: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
  /** Process time as Date.now gives it; undefined: until the server refuses it. */
  readonly expiresAtMs: number | undefined
}

const printed = z.object({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z
    .object({
      token: z.string().min(1).optional(),
      clientCertificateData: z.string().min(1).optional(),
      clientKeyData: z.string().min(1).optional(),
      expirationTimestamp: z.string().nullish(),
    })
    .refine(
      ({ token, clientCertificateData, clientKeyData }) =>
        (clientCertificateData === undefined) === (clientKeyData === undefined) &&
        (token ?? clientCertificateData) !== undefined,
    ),
})

const longestRunMs = 60_000
const mostOutput = 1 << 20
/** Plugins are whole programs: a thousand clusters must not start a thousand of them at once. */
const plugins = new Gate(4)

export function runExecPlugin(
  plugin: ExecPlugin,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ExecCredential> {
  return plugins.run(async () => credentialOf(plugin, await outputOf(plugin, environment)))
}

const isRelativePath = (command: string): boolean => command.includes(path.sep) && !path.isAbsolute(command)

function outputOf(
  plugin: ExecPlugin,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const { apiVersion, command, args, clusterInfo: cluster } = plugin
  const spec = { interactive: false, ...(cluster === undefined ? {} : { cluster }) }
  const env = {
    ...environment,
    ...plugin.env,
    KUBERNETES_EXEC_INFO: JSON.stringify({ apiVersion, kind: 'ExecCredential', spec }),
  } as unknown as NodeJS.ProcessEnv
  const file = isRelativePath(command) ? path.resolve(plugin.folder, command) : command
  return new Promise((resolve, reject) => {
    const options = { env, timeout: longestRunMs, maxBuffer: mostOutput, encoding: 'utf8' as const }
    const child = execFile(file, [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout)
      else reject(refusedBy(plugin, error, stderr))
    })
    // A plugin that asks a question must get an end, not wait for an answer.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end()
  })
}

function refusedBy(plugin: ExecPlugin, error: ExecFileException, stderr: string) {
  const { command, installHint } = plugin
  const name = path.basename(command)
  if (error.code === 'ENOENT' || error.code === 'EACCES') {
    const steps = [
      `Install ${name} where Periplus runs, or name it by its whole path.`,
      ...(installHint === undefined ? [] : [quoted(installHint)]),
    ]
    return misconfigured(`The credential plugin ${name} cannot be run: ${error.code}`, steps, error)
  }
  const why = error.killed
    ? `it did not end within ${longestRunMs / 1_000} s`
    : quoted(stderr) || 'it said nothing'
  return misconfigured(
    `The credential plugin ${name} failed: ${why}`,
    [`Run ${name} as the kubeconfig does, as the user Periplus runs as, and mend what it says.`],
    error,
  )
}

function credentialOf({ command, apiVersion }: ExecPlugin, output: string): ExecCredential {
  const name = path.basename(command)
  const read = printed.safeParse(jsonOf(output))
  if (!read.success || read.data.apiVersion !== apiVersion) {
    const found = read.success ? read.data.apiVersion : 'something else'
    throw misconfigured(
      `The credential plugin ${name} printed ${found} and no ExecCredential of ${apiVersion}`,
      [`Check that the kubeconfig names the apiVersion that this version of ${name} speaks.`],
    )
  }
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = read.data.status
  const expiresAtMs = Date.parse(expirationTimestamp ?? '')
  return {
    token,
    certificate: clientCertificateData,
    key: clientKeyData,
    expiresAtMs: Number.isNaN(expiresAtMs) ? undefined : expiresAtMs,
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
