// The words of a mail as they are typed and as they are sent.
import type { MailWords } from '~/api/types'

/** The parts of a mail that can be put in other words. */
export const PARTS = ['subject', 'introduction', 'closing'] as const
export type Part = (typeof PARTS)[number]
export type Typed = Record<Part, string>

export const typedOf = (words: MailWords): Typed => ({
  subject: words.subject ?? '',
  introduction: words.introduction ?? '',
  closing: words.closing ?? '',
})

/** What is left empty is said as it would be said without. */
export const sentOf = (typed: Typed): MailWords => {
  const part = (text: string) => (text.trim() === '' ? null : text)
  return { subject: part(typed.subject), introduction: part(typed.introduction), closing: part(typed.closing) }
}

export const same = (one: Typed, other: Typed) => PARTS.every((part) => one[part] === other[part])

/** A variable put into a text in the place of what is selected, and where the caret is then. */
export function inserted(text: string, from: number, to: number, name: string): { text: string; caret: number } {
  const variable = `{{ ${name} }}`
  return { text: text.slice(0, from) + variable + text.slice(to), caret: from + variable.length }
}
