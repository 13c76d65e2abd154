// Where each sequence stands, and setting the next number of one; only ever upward.
import { Button, Group, NumberInput, Select, Text, Title } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import { fieldsQuery } from '~/api/queries/fields'
import { countersQuery, setCounter } from '~/api/queries/numbering'
import type { At } from '~/api/queries/project'
import { documentOptionsQuery } from '~/api/queries/register'
import type { CodedField, Counter, Scheme } from '~/api/types'
import { type Column, DataTable, EmptyState, FormDialog, StatusChip, toast, useDialog, useForm } from '~/ui'

export function Counters({ at, scheme, fields }: { at: At; scheme: Scheme | null; fields: CodedField[] }) {
  const { t } = useTranslation('numbering')
  const open = useDialog()
  const counters = useQuery(countersQuery(at))
  const items = counters.data?.items ?? []
  const refused = counters.data && refusal(counters.data.abilities, 'project.settings', t('refused'))
  const set = (counter: Counter) =>
    refused === undefined && counter.current ? (
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t('counter.setOf', { sequence: counter.sequence })}
        onClick={() => open((close) => <SetNextDialog at={at} counter={counter} onClose={close} />)}
      >
        {t('counter.set')}
      </Button>
    ) : (
      !counter.current && <StatusChip tone="quiet">{t('counter.former')}</StatusChip>
    )
  const columns: Column<Counter>[] = [
    { key: 'sequence', header: t('counter.sequence'), width: 'minmax(160px, 1fr)', cell: (one) => <span className="numeric" title={one.sequence}>{one.sequence}</span> },
    { key: 'sample', header: t('counter.sample'), width: 'minmax(160px, 1fr)', drop: 1, cell: (one) => <span className="numeric" title={one.sample}>{one.sample}</span> },
    { key: 'next', header: t('counter.next'), width: '88px', align: 'end', cell: (one) => one.next },
    { key: 'set', header: t('counter.set'), width: '136px', quiet: true, align: 'end', cell: set },
  ]
  // Sequences that nothing has been numbered in yet can be set too, where codes tell them apart.
  const coded = scheme?.scope === 'combination' && scheme.segments.some(({ kind }) => kind === 'code')
  return (
    <section aria-labelledby="numbering-counters">
      <Group justify="space-between" mb="xs">
        <Title order={2} id="numbering-counters">
          {t('counter.title')}
        </Title>
        {coded && refused === undefined && (
          <Button
            size="xs"
            variant="default"
            onClick={() => open((close) => <SetNewDialog at={at} scheme={scheme} fields={fields} onClose={close} />)}
          >
            {t('counter.setOther')}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" mb="sm">
        {t('counter.hint')}
      </Text>
      <DataTable
        label={t('counter.title')}
        columns={columns}
        rows={items}
        loading={counters.isPending}
        error={counters.error}
        onRetry={() => void counters.refetch()}
        getId={(one) => one.id}
        rowLabel={(one) => one.sequence}
        phone={(one) => ({
          first: (
            <>
              <strong className="numeric">{one.sequence}</strong> {set(one)}
            </>
          ),
          second: <span className="numeric">{t('counter.nextIs', { number: one.sample || one.next })}</span>,
        })}
        empty={<EmptyState title={t('counter.empty')}>{t(scheme ? 'counter.emptyText' : 'counter.emptyNone')}</EmptyState>}
        fit
      />
    </section>
  )
}

function useSet(at: At) {
  const { t } = useTranslation('numbering')
  const client = useQueryClient()
  return async (...body: Parameters<typeof setCounter> extends [unknown, ...infer Rest] ? Rest : never) => {
    const counter = await setCounter(at, ...body)
    await client.invalidateQueries({ queryKey: ['project', at.org, at.project, 'numbering'] })
    void client.invalidateQueries({ queryKey: documentOptionsQuery(at).queryKey })
    toast(t('counter.done', { number: counter.sample || counter.next }))
  }
}

function SetNextDialog({ at, counter, onClose }: { at: At; counter: Counter; onClose: () => void }) {
  const { t } = useTranslation('numbering')
  const set = useSet(at)
  const form = useForm({ next: counter.next as number | '' })
  return (
    <FormDialog
      title={t('counter.setOf', { sequence: counter.sequence })}
      form={form}
      submit={t('counter.set')}
      disabled={form.values.next === '' || form.values.next === counter.next}
      onClose={onClose}
      onSubmit={({ next }) => set({ id: counter.id, next: Number(next) })}
    >
      <Text>{t('counter.upward')}</Text>
      <NumberInput
        label={t('counter.next')}
        description={t('counter.nextIs', { number: counter.sample || counter.next })}
        required
        min={0}
        max={99_999_999}
        allowDecimal={false}
        data-autofocus
        {...form.field('next')}
        onChange={(next) => form.set('next', next === '' ? '' : Number(next))}
      />
    </FormDialog>
  )
}

function SetNewDialog({ at, scheme, fields, onClose }: { at: At; scheme: Scheme; fields: CodedField[]; onClose: () => void }) {
  const { t } = useTranslation('numbering')
  const set = useSet(at)
  const { data } = useQuery(fieldsQuery(at))
  const keys = [...new Set(scheme.segments.flatMap((segment) => (segment.kind === 'code' ? [segment.field] : [])))]
  const form = useForm<Record<string, string | number>>({ next: '', ...Object.fromEntries(keys.map((key) => [`codes.${key}`, ''])) })
  return (
    <FormDialog
      title={t('counter.setOther')}
      form={form}
      submit={t('counter.set')}
      disabled={form.values['next'] === '' || keys.some((key) => !form.values[`codes.${key}`])}
      onClose={onClose}
      onSubmit={(values) =>
        set({ codes: Object.fromEntries(keys.map((key) => [key, String(values[`codes.${key}`])])), next: Number(values['next']) })
      }
    >
      <Text>{t('counter.upward')}</Text>
      {keys.map((key) => (
        <Select
          key={key}
          label={fields.find((field) => field.key === key)?.label ?? key}
          required
          searchable
          data={(data?.items.find((field) => field.key === key)?.options ?? [])
            .filter(({ retired }) => !retired)
            .map(({ code, label }) => ({ value: code, label: `${code} · ${label}` }))}
          value={String(form.values[`codes.${key}`] ?? '') || null}
          onChange={(value) => form.set(`codes.${key}`, value ?? '')}
          error={form.errors[`codes.${key}`]}
        />
      ))}
      <NumberInput
        label={t('counter.next')}
        required
        min={0}
        max={99_999_999}
        allowDecimal={false}
        value={form.values['next'] ?? ''}
        onChange={(next) => form.set('next', next)}
        error={form.errors['next']}
      />
    </FormDialog>
  )
}
