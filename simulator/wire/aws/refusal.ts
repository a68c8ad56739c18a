// Answers of AWS that are refusals: a status, a code and words.

export class AwsRefusal extends Error {
  override readonly name = 'AwsRefusal'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }

  static notFound(message: string): AwsRefusal {
    return new AwsRefusal(404, 'ResourceNotFoundException', message)
  }

  static invalid(message: string): AwsRefusal {
    return new AwsRefusal(400, 'InvalidParameterException', message)
  }
}

const most = 100

/** A page of at most `maxResults`, and the token of the next. Throws AwsRefusal. */
export function pageOf<Member>(
  all: readonly Member[],
  maxResults: unknown,
  nextToken: unknown,
): { members: readonly Member[]; nextToken: string | null } {
  const size = maxResults === undefined || maxResults === null ? most : Number(maxResults)
  if (!Number.isInteger(size) || size < 1 || size > most) {
    throw AwsRefusal.invalid(`maxResults is from 1 to ${most}, not ${String(maxResults)}`)
  }
  let begin = 0
  if (nextToken !== undefined && nextToken !== null && nextToken !== '') {
    const [, place] =
      /^from:(\d{1,9})$/.exec(Buffer.from(String(nextToken), 'base64url').toString('utf8')) ?? []
    if (place === undefined) throw AwsRefusal.invalid('The nextToken is invalid.')
    begin = Number(place)
  }
  const end = Math.min(all.length, begin + size)
  const token = end < all.length ? Buffer.from(`from:${end}`).toString('base64url') : null
  return { members: all.slice(begin, end), nextToken: token }
}
