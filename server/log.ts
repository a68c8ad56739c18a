// The log: JSON lines on stdout, one event each. Refuses to print what opens doors: credentials are
// redacted by name wherever callers put them, and text that looks like an ingest token is cut.
import pino from 'pino'
import type { Settings } from './env.ts'

export type Log = pino.Logger

const secretKeys = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'secret',
  'password',
  'x-amz-firehose-access-key',
]

/** Two levels below the root is where request headers and settings end up. */
const redactPaths = secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`])

const tokenText = /ppi_[A-Za-z0-9_-]{4,}/g

/** Cuts ingest tokens and credentials inside URLs out of any text. */
export function withoutSecrets(text: string): string {
  return text.replace(tokenText, 'ppi_…').replace(/(\w+:\/\/)[^\s/@]+@/g, '$1…@')
}

export function createLog(level: Settings['logLevel'], destination?: pino.DestinationStream): Log {
  return pino(
    {
      level,
      base: { app: 'periplus' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactPaths, censor: '[redacted]' },
      serializers: { err: errorFields },
      hooks: { streamWrite: withoutSecrets },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  )
}

interface ErrorFields {
  readonly name: string
  readonly message: string
  readonly stack?: string
  readonly cause?: ErrorFields
}

/** An error as fields; its own properties stay out, because clients hang whole requests on them. */
function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error)) return { name: 'thrown', message: String(error) }
  return {
    name: error.name,
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: errorFields(error.cause, depth + 1) }),
  }
}
