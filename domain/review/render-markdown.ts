// A review as Markdown: what the page exports and what is delivered. Pure, so that both may use it; the review itself,
// as JSON, is the other export.
import type { DigestSentence, Review } from './review.ts'

/** Addresses become links when the product's own address is given: "https://periplus.example/base", no slash at the end. */
export function digestMarkdown(digest: readonly DigestSentence[], baseUrl: string | null): string {
  return digest
    .map(({ parts }) =>
      parts
        .map((part) => {
          if (part.kind === 'strong') return `**${part.text}**`
          if (part.kind === 'text' || baseUrl === null) return part.text
          return `[${part.text}](${baseUrl}${part.href})`
        })
        .join(''),
    )
    .join(' ')
}

/** The whole review. */
export function renderMarkdown(review: Review, baseUrl: string | null): string {
  const { week } = review
  return `# Fleet review, ${week.week}\n\n${digestMarkdown(review.digest, baseUrl)}\n`
}
