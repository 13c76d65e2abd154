// The server's codes in words: from the language file, and spoken plainly when the file does not know one.
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type english from '~/locales/en/words.json'

export type WordGroup = { [Group in keyof typeof english]: (typeof english)[Group] extends string ? never : Group }[keyof typeof english]
export type Words = (group: WordGroup, code: string) => string

/** "guest_share.revoked" becomes "Guest share revoked". */
export function spoken(code: string): string {
  const words = code.replaceAll(/[._]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** Says a code of a group, such as a status or a role. */
export function useWords(): Words {
  const { t } = useTranslation('words')
  return useCallback((group, code) => t(`${group}.${code}` as 'status.draft', { defaultValue: spoken(code) }), [t])
}

/** Rights as one phrase: "can view, download and mark up". */
export function useRights(): (rights: string[]) => string {
  const { t, i18n } = useTranslation('words')
  const words = useWords()
  return (rights) => {
    if (rights.length === 0) return ''
    const list = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(rights.map((right) => words('right', right)))
    return t('can', { rights: list })
  }
}

type Named = { name: string; company?: { name: string } | null | undefined }

/** People to turn to, each with the company: "Dana Reyes (Acme) or Bo Lee (Acme)". */
export function useAnyOf(): (people: Named[]) => string {
  const { i18n } = useTranslation('words')
  return (people) =>
    new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(
      people.map(({ name, company }) => (company ? `${name} (${company.name})` : name)),
    )
}
