// Copies the address of a view, so that a colleague sees the same place on the same sheet.
import i18next from 'i18next'
import type { LookSearch } from '~/features/viewer'
import { toast } from '~/ui'

export async function copyLink(search: LookSearch & { rev: string }) {
  const link = new URL(window.location.pathname, window.location.href)
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined) link.searchParams.set(name, String(value))
  }
  try {
    await navigator.clipboard.writeText(link.href)
    toast(i18next.t('viewer:copied'))
  } catch {
    toast(i18next.t('viewer:copyFailed', { link: link.href }))
  }
}
