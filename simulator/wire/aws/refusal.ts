// Answers of AWS that are refusals: a status, a code and words.

export class AwsRefusal extends Error {
  override readonly name = 'AwsRefusal'
  readonly status: number
  readonly code: string
  /** What the body says beside the words. */
  readonly members: Readonly<Record<string, object | string | null>>

  constructor(
    status: number,
    code: string,
    message: string,
    members: Readonly<Record<string, object | string | null>> = {},
  ) {
    super(message)
    this.status = status
    this.code = code
    this.members = members
  }

  static notFound(message: string): AwsRefusal {
    return new AwsRefusal(404, 'ResourceNotFoundException', message, nothingNamed)
  }

  static invalid(message: string): AwsRefusal {
    return new AwsRefusal(400, 'InvalidParameterException', message, nothingNamed)
  }
}

/** EKS has these in its exceptions, and mostly leaves them empty. */
const nothingNamed = {
  clusterName: null,
  nodegroupName: null,
  fargateProfileName: null,
  addonName: null,
  subscriptionId: null,
}

export interface Paging {
  /** Largest page, and that of who asks for none. */
  readonly most: number
  /** What is refused. */
  badSize(given: string): AwsRefusal
  badToken(): AwsRefusal
}

const ofEks: Paging = {
  most: 100,
  badSize: (given) => AwsRefusal.invalid(`maxResults is from 1 to 100, not ${given}`),
  badToken: () => AwsRefusal.invalid('The nextToken is invalid.'),
}

/** A page of at most `maxResults`, and the token of the next. Throws AwsRefusal. */
export function pageOf<Member>(
  all: readonly Member[],
  maxResults: unknown,
  nextToken: unknown,
  { most, badSize, badToken }: Paging = ofEks,
): { members: readonly Member[]; nextToken: string | null } {
  const size = maxResults === undefined || maxResults === null ? most : Number(maxResults)
  if (!Number.isInteger(size) || size < 1 || size > most) throw badSize(String(maxResults))
  let begin = 0
  if (nextToken !== undefined && nextToken !== null && nextToken !== '') {
    const [, place] =
      /^from:(\d{1,9})$/.exec(Buffer.from(String(nextToken), 'base64url').toString('utf8')) ?? []
    if (place === undefined) throw badToken()
    begin = Number(place)
  }
  const end = Math.min(all.length, begin + size)
  const token = end < all.length ? Buffer.from(`from:${end}`).toString('base64url') : null
  return { members: all.slice(begin, end), nextToken: token }
}
