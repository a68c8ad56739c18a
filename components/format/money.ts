// How money is written. Whole dollars where somebody can act on it; cents only below ten dollars. A minus is a
// minus sign, not a hyphen.
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const cents = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** 10585 → "$10,585", -1825.4 → "−$1,825", 3.5 → "$3.50". */
export function usd(value: number): string {
  const size = Math.abs(value)
  if (size > 0 && size < 0.01) return value < 0 ? '−<$0.01' : '<$0.01'
  const digits = size > 0 && size < 10 && !Number.isInteger(size) ? cents : whole
  return `${value < 0 ? '−' : ''}$${digits.format(size)}`
}

/** "+$2,190/mo", "−$2,555/mo" */
export function usdAdded(value: number): string {
  return `${value > 0 ? '+' : ''}${usd(value)}/mo`
}
