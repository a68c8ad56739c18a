// What went wrong with a receiver, in words that may be stored and shown: short, one line, and without the secrets
// that were used, also where the receiver says them back.
import { oneLine } from '../../domain/delivery/letter.ts'

const longest = 300

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length > 2)
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
  const cut = forms
    .sort((left, right) => right.length - left.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), text)
  return oneLine(cut, longest)
}

/** Codes of Node and OpenSSL as they are, words of other errors. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  const { code } = error as NodeJS.ErrnoException
  return code === undefined || error.message.includes(code) ? error.message : `${error.message} (${code})`
}
