// Builds a numbering scheme segment by segment, with the numbers it would make beside it.
import { ActionIcon, Button, Menu, NumberInput, Radio, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { CodedField, CounterScope, SchemePreview, Segment } from '~/api/types'
import { ErrorBox, Icon, moved, SortableList } from '~/ui'
import classes from './numbering.module.css'
import { canAdd, type Draft, type Flaws, type Keyed, KINDS, withChanged, withNew, without } from './scheme'

const SCOPES: readonly CounterScope[] = ['combination', 'project', 'year']

export function SchemeBuilder({
  draft,
  onChange,
  fields,
  flaws,
  preview,
  previewError,
}: {
  draft: Draft
  onChange: (draft: Draft) => void
  fields: CodedField[]
  flaws: Flaws
  preview: SchemePreview | undefined
  previewError: unknown
}) {
  const { t } = useTranslation('numbering')
  const hint = useId()
  const label = (key: string) => fields.find((field) => field.key === key)?.label ?? key
  const name = ({ segment }: Keyed) =>
    segment.kind === 'literal'
      ? t('named.literal', { text: segment.text })
      : segment.kind === 'code'
        ? t('named.code', { field: label(segment.field) || t('segment.code') })
        : t(`segment.${segment.kind}`)
  return (
    <Stack gap="md">
      <Preview preview={preview} error={previewError} flaws={flaws.whole} />
      <div>
        <Text fw={600} size="sm" id={hint}>
          {t('segments')}
        </Text>
        <Text size="xs" c="dimmed" mb="xs">
          {t('segmentsHint')}
        </Text>
        {draft.segments.length > 0 && (
          <SortableList
            label={t('segments')}
            items={draft.segments}
            getId={({ key }) => key}
            itemLabel={name}
            onMove={(from, to) => onChange({ ...draft, segments: moved(draft.segments, from, to) })}
          >
            {(one, index) => (
              <SegmentRow
                segment={one.segment}
                name={name(one)}
                fields={fields}
                errors={flaws.at(index)}
                onChange={(segment) => onChange(withChanged(draft, one.key, segment))}
                onRemove={() => onChange(without(draft, one.key))}
              />
            )}
          </SortableList>
        )}
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button variant="default" size="xs" mt="xs" leftSection={<Icon name="plus" size={14} />}>
              {t('addSegment')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {KINDS.map((kind) => (
              <Menu.Item
                key={kind}
                disabled={!canAdd(draft, kind) || (kind === 'code' && fields.length === 0)}
                onClick={() => onChange(withNew(draft, kind, fields))}
              >
                {t(`segment.${kind}`)}
                <Text size="xs" c="dimmed">
                  {canAdd(draft, kind) ? t(`explained.${kind}`) : t('oneCounter')}
                </Text>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      <Radio.Group
        label={t('scope')}
        value={draft.scope}
        onChange={(scope) => onChange({ ...draft, scope: SCOPES.find((one) => one === scope) ?? 'combination' })}
      >
        <Stack gap={4} mt={4}>
          {SCOPES.map((scope) => (
            <Radio key={scope} value={scope} label={t(`scopes.${scope}`)} description={t(`scopesHint.${scope}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </Stack>
  )
}

function SegmentRow({
  segment,
  name,
  fields,
  errors,
  onChange,
  onRemove,
}: {
  segment: Segment
  name: string
  fields: CodedField[]
  errors: string[]
  onChange: (segment: Segment) => void
  onRemove: () => void
}) {
  const { t } = useTranslation('numbering')
  const invalid = errors.length > 0
  return (
    <div className={classes['segment']}>
      <div className={classes['inputs']}>
        <span className={classes['kind']}>{t(`segment.${segment.kind}`)}</span>
        {segment.kind === 'literal' && (
          <TextInput
            size="xs"
            w={160}
            aria-label={t('literal')}
            error={invalid}
            value={segment.text}
            onChange={(event) => onChange({ ...segment, text: event.currentTarget.value })}
          />
        )}
        {segment.kind === 'code' && (
          <Select
            size="xs"
            w={200}
            aria-label={t('field')}
            searchable
            allowDeselect={false}
            error={invalid}
            data={
              fields.some(({ key }) => key === segment.field) || !segment.field
                ? fields.map(({ key, label }) => ({ value: key, label }))
                : [...fields.map(({ key, label }) => ({ value: key, label })), { value: segment.field, label: segment.field }]
            }
            value={segment.field || null}
            onChange={(field) => onChange({ ...segment, field: field ?? '' })}
          />
        )}
        {segment.kind === 'counter' && (
          <>
            <NumberInput
              size="xs"
              w={104}
              aria-label={t('width')}
              suffix={` ${t('digits')}`}
              min={1}
              max={8}
              allowDecimal={false}
              error={invalid}
              value={segment.width}
              onChange={(width) => onChange({ ...segment, width: Number(width) || 1 })}
            />
            <NumberInput
              size="xs"
              w={136}
              aria-label={t('start')}
              prefix={`${t('from')} `}
              min={0}
              max={99_999_999}
              allowDecimal={false}
              error={invalid}
              value={segment.start}
              onChange={(start) => onChange({ ...segment, start: Number(start) || 0 })}
            />
          </>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('removeSegment', { name })}
          className={classes['remove'] ?? ''}
          onClick={onRemove}
        >
          <Icon name="close" size={16} />
        </ActionIcon>
      </div>
      {errors.map((message) => (
        <p key={message} className={classes['flaw']} role="alert">
          {message}
        </p>
      ))}
    </div>
  )
}

function Preview({ preview, error, flaws }: { preview: SchemePreview | undefined; error: unknown; flaws: string[] }) {
  const { t, i18n } = useTranslation('numbering')
  const list = (labels: string[]) => new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(labels)
  return (
    <section aria-label={t('preview')} className={classes['preview']}>
      <Text size="xs" c="dimmed">
        {t('preview')}
      </Text>
      {error ? (
        <ErrorBox error={error} />
      ) : !preview ? (
        <Skeleton height={20} width={220} />
      ) : (
        <div role="status">
          {preview.samples.length > 0 && (
            <ul className={classes['samples']}>
              {preview.samples.map((sample) => (
                <li key={sample} className="numeric">
                  {sample}
                </li>
              ))}
            </ul>
          )}
          {flaws.map((message) => (
            <p key={message} className={classes['flaw']}>
              {message}
            </p>
          ))}
          {preview.ok && (
            <Text size="xs" c="dimmed">
              {preview.required.length > 0 && `${t('needs', { fields: list(preview.required.map(({ label }) => label)) })} `}
              {t('longest', { count: preview.longest })}
            </Text>
          )}
        </div>
      )}
    </section>
  )
}
