// Tells what a failed insert means: the bytes were refused (somebody sent nonsense), the store is away
// (everybody should come back), or something of ours is wrong.
import { isPeriplusError } from '../../domain/errors.ts'

/** ClickHouse error codes that speak of the input; any other code is not the sender's doing. */
const inputCodes: ReadonlySet<number> = new Set([
  6, // CANNOT_PARSE_TEXT
  25, // CANNOT_PARSE_ESCAPE_SEQUENCE
  26, // CANNOT_PARSE_QUOTED_STRING
  27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  33, // CANNOT_READ_ALL_DATA
  38, // CANNOT_PARSE_DATE
  41, // CANNOT_PARSE_DATETIME
  53, // TYPE_MISMATCH
  69, // ARGUMENT_OUT_OF_BOUND
  70, // CANNOT_CONVERT_TYPE
  72, // CANNOT_PARSE_NUMBER
  117, // INCORRECT_DATA
  130, // CANNOT_READ_ARRAY_FROM_TEXT
  131, // TOO_LARGE_STRING_SIZE
  306, // TOO_DEEP_RECURSION
  321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
  349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  467, // CANNOT_PARSE_BOOL
])

function storeCodeOf(error: unknown): number | undefined {
  const code = (error as { clickhouseCode?: unknown } | null | undefined)?.clickhouseCode
  return typeof code === 'number' ? code : undefined
}

/** The store looked at the bytes and would not have them. */
export function isRefused(error: unknown): boolean {
  const code = storeCodeOf(error)
  return code !== undefined && inputCodes.has(code)
}

/** The store answered, whatever it said. */
export function isAnswered(error: unknown): boolean {
  return storeCodeOf(error) !== undefined
}

export function isAway(error: unknown): boolean {
  return isPeriplusError(error) && error.code === 'Unavailable'
}
