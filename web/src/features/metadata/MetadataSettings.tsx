// The fields of documents, in order, and the chosen one beside them. A project sees the organisation's too.
import { Button, Group, Skeleton, Text, Title, Tooltip } from '@mantine/core'
import '~/theme/late.css'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import { changeField, fieldsQuery, type Level, refreshFields } from '~/api/queries/fields'
import type { Field } from '~/api/types'
import { ErrorBox, moved, SortableList, StatusChip, toastError, useDialog } from '~/ui'
import { AddFieldDialog } from './field-dialogs'
import { FieldDetail } from './FieldDetail'
import classes from './metadata.module.css'

export function MetadataSettings({
  at,
  field,
  onField,
}: {
  at: Level
  field: string | undefined
  onField: (key: string | undefined) => void
}) {
  const { t } = useTranslation('metadata')
  const client = useQueryClient()
  const open = useDialog()
  const phone = useMediaQuery('(max-width: 48em)') ?? false
  const fields = useQuery(fieldsQuery(at))
  // The new order is shown until the server's has come.
  const [order, setOrder] = useState<string[]>()
  if (fields.error) return <ErrorBox error={fields.error} onRetry={() => void fields.refetch()} />
  if (!fields.data) return <Skeleton height={320} />
  const { items, abilities } = fields.data
  const rank = (one: Field) => order?.indexOf(one.key) ?? 0
  const shown = order ? [...items].sort((a, b) => rank(a) - rank(b)) : items
  const chosen = items.find((one) => one.key === field) ?? (phone ? undefined : shown[0])
  const not = refusal(abilities, at.project ? 'project.settings' : 'option.manage', t('refused'))
  const here = at.project ? 'project' : 'organisation'
  const move = async (from: number, to: number) => {
    const one = shown[from]
    const target = shown[to]
    if (!one || !target) return
    setOrder(moved(shown, from, to).map(({ key }) => key))
    try {
      await changeField(at, one.key, { position: target.position })
    } catch (error) {
      toastError(error)
    }
    await refreshFields(client, at)
    setOrder(undefined)
  }
  const list = (
    <section aria-labelledby="metadata-fields">
      <Group justify="space-between" mb="sm">
        <Title order={2} id="metadata-fields">
          {t('fields')}
        </Title>
        <Tooltip label={not} disabled={!not}>
          <Button
            size="xs"
            aria-disabled={not ? true : undefined}
            data-disabled={not ? true : undefined}
            onClick={() => {
              if (!not) open((close) => <AddFieldDialog at={at} fields={items} onClose={close} onAdded={(key) => onField(key)} />)
            }}
          >
            {t('add')}
          </Button>
        </Tooltip>
      </Group>
      <Text size="xs" c="dimmed" mb="sm">
        {at.project ? t('projectHint') : t('organisationHint')}
      </Text>
      <SortableList
        label={t('fields')}
        items={shown}
        getId={(one) => one.key}
        itemLabel={(one) => one.label}
        fixed={(one) => one.level !== here}
        onMove={not ? undefined : (from, to) => void move(from, to)}
      >
        {(one) => (
          <button
            type="button"
            className={classes['field']}
            aria-current={chosen?.key === one.key ? 'true' : undefined}
            data-retired={one.retired || undefined}
            onClick={() => onField(one.key)}
          >
            <span className="clip">{one.label}</span>
            <span className={classes['about']}>
              {[
                t(`kinds.${one.kind}`),
                one.kind === 'dropdown' && t('optionCount', { count: one.options.filter(({ retired }) => !retired).length }),
                one.required && t('required'),
                one.in_scheme && t('inNumbers'),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            {one.retired && <StatusChip tone="quiet">{t('retired')}</StatusChip>}
            {at.project && one.level === 'organisation' && <StatusChip tone="quiet">{t('organisationShort')}</StatusChip>}
          </button>
        )}
      </SortableList>
    </section>
  )
  return (
    <div className={classes['split']}>
      {(!phone || !chosen) && list}
      {chosen && (
        <FieldDetail
          key={chosen.key}
          at={at}
          field={chosen}
          fields={items}
          onBack={phone ? () => onField(undefined) : undefined}
          onGone={() => onField(undefined)}
        />
      )}
    </div>
  )
}
