// What an edit request wishes changed, field by field: the original, what became of it, and the wish.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { documentOptionsQuery } from '~/api/queries/register'
import type { Document, EditChange, EditRequest } from '~/api/types'
import { STATUSES } from '~/lib/status'
import { useWords } from '~/lib/words'
import classes from './wishes.module.css'

export const WISHES = ['number', 'revision', 'title', 'description', 'document_type', 'discipline', 'status'] as const
export type Wish = (typeof WISHES)[number]

/** Statuses that may be wished for; what is possible then is decided with the request. */
export const WISHED_STATUSES = STATUSES.filter((code) => code !== 'archived')

export const present = (document: Document): Record<Wish, string> => ({
  number: document.number,
  revision: document.revision.code,
  title: document.title,
  description: document.description ?? '',
  document_type: document.document_type,
  discipline: document.discipline ?? '',
  status: document.status,
})

/** Only what differs is wished. */
export const wished = (before: Record<Wish, string>, after: Record<Wish, string>): Record<string, string> =>
  Object.fromEntries(WISHES.filter((field) => after[field].trim() !== before[field]).map((field) => [field, after[field].trim()]))

/** Says a field's value in words, and names the fields. */
export function useWishes(at: At) {
  const { t } = useTranslation('requests')
  const words = useWords()
  const { data: options } = useQuery(documentOptionsQuery(at))
  const choices = (field: string): { value: string; label: string }[] =>
    field === 'status'
      ? WISHED_STATUSES.map((code) => ({ value: code, label: words('status', code) }))
      : field === 'document_type' || field === 'discipline'
        ? (options?.[field] ?? []).map(({ code, label }) => ({ value: code, label }))
        : []
  return {
    name: (field: string) => t(`fields.${field as Wish}`, { defaultValue: field }),
    say: (field: string, value: string) =>
      field === 'status' && value ? words('status', value) : (choices(field).find((one) => one.value === value)?.label ?? value),
    choices,
  }
}

/** A changed value with the original under it. */
export function ChangedCell({ now, before }: { now: string; before: string }) {
  const { t } = useTranslation('requests')
  return (
    <span className={classes['changed']}>
      <ins title={now}>{now || t('nothing')}</ins>
      <del title={before}>
        <span className="visually-hidden">{t('was')} </span>
        {before || t('nothing')}
      </del>
    </span>
  )
}

/** Was this one left out when the request was approved? */
export const isUndone = ({ state }: Pick<EditRequest, 'state'>, { applied }: EditChange) => state === 'approved' && applied === null

/** All changes of a request, to be read. */
export function ChangeList({ at, request }: { at: At; request: EditRequest }) {
  const { t } = useTranslation('requests')
  const { name, say } = useWishes(at)
  return (
    <dl className={classes['list']}>
      {request.changes.map((change) => (
        <div key={change.field}>
          <dt>{name(change.field)}</dt>
          <dd>
            {isUndone(request, change) ? (
              <>
                {say(change.field, change.before) || t('nothing')}
                <span className={classes['note']}>{t('leftOut', { value: say(change.field, change.wished) || t('nothing') })}</span>
              </>
            ) : (
              <ChangedCell now={say(change.field, change.applied ?? change.wished)} before={say(change.field, change.before)} />
            )}
            {change.applied !== null && change.applied !== change.wished && (
              <span className={classes['note']}>{t('altered', { value: say(change.field, change.wished) })}</span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
