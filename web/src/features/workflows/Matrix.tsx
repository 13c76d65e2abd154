// The review matrix: rules that say who reviews which documents, and a way to try them.
import { ActionIcon, Alert, Button, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may, refusal } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import { changeRule, createRule, deleteRule, matrixKey, matrixQuery } from '~/api/queries/workflows'
import type { Party, ReviewRule, ReviewRuleBody } from '~/api/types'
import { isProblem, withoutPrefix } from '~/lib/problem'
import { ActionMenu, type Column, DataTable, EmptyState, FormDialog, Icon, StatusChip, toast, Toolbar, useConfirm, useDialog, useForm } from '~/ui'
import { CRITERIA, useCriteria } from './criteria'
import { MatrixTestDialog } from './MatrixTest'
import { type Names, PartyField, usePartyName } from './party'
import { flawAt, MODES, noParty } from './plan'
import classes from './workflows.module.css'

export function Matrix({ at }: { at: At }) {
  const { t } = useTranslation('workflows')
  const client = useQueryClient()
  const open = useDialog()
  const confirm = useConfirm()
  const matrix = useQuery(matrixQuery(at))
  const criteria = useCriteria(at)
  const names: Names = { people: matrix.data?.people ?? [], groups: matrix.data?.groups ?? [] }
  const party = usePartyName(names)
  const rules = matrix.data?.items ?? []
  const manages = may(matrix.data?.abilities, 'review_matrix.manage')
  const not = refusal(matrix.data?.abilities, 'review_matrix.manage', t('refused'))
  const edit = (rule?: ReviewRule) => open((close) => <RuleDialog at={at} rule={rule} names={names} onClose={close} />)
  const menu = (rule: ReviewRule) => (
    <ActionMenu
      label={rule.rule.name}
      actions={[
        { id: 'edit', label: t('matrix.edit'), refusal: not, run: () => edit(rule) },
        {
          id: 'delete',
          label: t('matrix.delete'),
          danger: true,
          refusal: not,
          run: () =>
            void confirm({
              title: t('matrix.deleteTitle', { name: rule.rule.name }),
              text: t('matrix.deleteText'),
              action: t('matrix.delete'),
              danger: true,
              run: () => deleteRule(at, rule.id),
            }).then((done) => {
              if (!done) return
              toast(t('matrix.deleted', { name: rule.rule.name }))
              void client.invalidateQueries({ queryKey: matrixKey(at) })
            }),
        },
      ]}
    />
  )
  const reviewers = ({ rule }: ReviewRule) => rule.reviewers.map(party).join(', ')
  const mode = ({ rule }: ReviewRule) => t(`modesShort.${rule.mode ?? 'all'}`)
  const time = ({ rule }: ReviewRule) => (rule.sla_hours ? t('hours', { count: rule.sla_hours }) : '')
  const marks = (one: ReviewRule) => (
    <>
      {one.rule.active === false && <StatusChip tone="quiet">{t('matrix.inactive')}</StatusChip>} {one.rule.optional && <StatusChip>{t('matrix.optional')}</StatusChip>}{' '}
      {one.catch_all && <StatusChip>{t('matrix.catchAll')}</StatusChip>} {one.unavailable.length > 0 && <StatusChip tone="danger">{t('matrix.nobodyBehind')}</StatusChip>}
    </>
  )
  const columns: Column<ReviewRule>[] = [
    { key: 'name', header: t('matrix.name'), width: 'minmax(180px, 2fr)', wish: 260, cell: ({ rule }) => <span title={rule.name}>{rule.name}</span> },
    { key: 'criteria', header: t('matrix.when'), width: 'minmax(160px, 2fr)', cell: ({ rule }) => <span title={criteria.say(rule.criteria)}>{criteria.say(rule.criteria)}</span> },
    { key: 'reviewers', header: t('matrix.reviewers'), width: 'minmax(170px, 2fr)', wish: 260, cell: (one) => <span title={reviewers(one)}>{reviewers(one)}</span> },
    { key: 'mode', header: t('matrix.mode'), width: '110px', drop: 2, cell: mode },
    { key: 'time', header: t('matrix.time'), width: '90px', drop: 3, cell: time },
    { key: 'marks', header: t('matrix.marks'), width: 'minmax(120px, 1fr)', drop: 1, cell: marks },
    { key: 'more', header: t('columns.more'), width: '48px', quiet: true, cell: menu },
  ]
  const add = manages && <Button onClick={() => edit()}>{t('matrix.add')}</Button>
  return (
    <>
      <Toolbar action={rules.length > 0 && add}>
        <Button variant="default" size="xs" disabled={rules.length === 0} onClick={() => open((close) => <MatrixTestDialog at={at} onClose={close} />)}>
          {t('matrix.test')}
        </Button>
      </Toolbar>
      {(matrix.data?.warnings ?? []).map(({ code, detail }) => (
        <Alert key={code} color="gray" icon={<Icon name="warning" />} mx="md" mb="xs" style={{ flex: 'none' }}>
          {detail}
        </Alert>
      ))}
      <DataTable
        label={t('tabs.matrix')}
        columns={columns}
        rows={rules}
        loading={matrix.isPending}
        error={matrix.error}
        onRetry={() => void matrix.refetch()}
        getId={({ id }) => id}
        rowLabel={({ rule }) => rule.name}
        {...(manages ? { onOpen: edit } : {})}
        phone={(one) => ({
          first: <strong>{one.rule.name}</strong>,
          second: (
            <>
              <span>{criteria.say(one.rule.criteria)}</span>
              <span>{reviewers(one)}</span>
              {menu(one)}
            </>
          ),
        })}
        empty={
          <EmptyState title={t('matrix.empty')} action={add}>
            {t('matrix.emptyText')}
          </EmptyState>
        }
      />
    </>
  )
}

type Values = Required<Omit<ReviewRuleBody, 'reviewers' | 'criteria'>> & { criteria: NonNullable<ReviewRuleBody['criteria']>; reviewers: (Party | null)[] }

function RuleDialog({ at, rule, names, onClose }: { at: At; rule: ReviewRule | undefined; names: Names; onClose: () => void }) {
  const { t } = useTranslation('workflows')
  const { t: ui } = useTranslation('ui')
  const client = useQueryClient()
  const criteria = useCriteria(at)
  const [people, setPeople] = useState(names.people)
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const known = { ...names, people }
  const form = useForm<Values>({
    name: '',
    criteria: {},
    reviewers: [noParty('role')],
    fallback: null,
    mode: 'all',
    sla_hours: null,
    optional: false,
    active: true,
    ...rule?.rule,
  } as Values)
  const { values } = form
  const party = (label: string, value: Party | null, onChange: (party: Party | null) => void, error: string | undefined) => (
    <PartyField
      at={at}
      label={label}
      kinds={['role', 'person', 'group']}
      value={value}
      known={known}
      onChange={(next, person) => {
        if (person) setPeople((old) => [...old, person])
        setWrong({})
        onChange(next)
      }}
      error={error}
    />
  )
  return (
    <FormDialog
      title={rule ? t('matrix.editTitle', { name: rule.rule.name }) : t('matrix.add')}
      form={form}
      submit={ui('save')}
      disabled={values.name.trim() === '' || !values.reviewers.some(Boolean)}
      onClose={onClose}
      onSubmit={async ({ reviewers, ...rest }) => {
        const body: ReviewRuleBody = { ...rest, name: rest.name.trim(), reviewers: reviewers.filter((one) => one !== null) }
        setWrong({})
        try {
          await (rule ? changeRule(at, rule.id, { version: rule.version, rule: body }) : createRule(at, body))
        } catch (error) {
          const problem = withoutPrefix(error, 'rule.')
          if (isProblem(problem)) setWrong(problem.fields)
          throw problem
        }
        await client.invalidateQueries({ queryKey: matrixKey(at) })
        toast(t('saved', { name: body.name }))
      }}
    >
      <TextInput label={t('matrix.name')} required maxLength={120} data-autofocus {...form.text('name')} />
      <fieldset className={classes['criteria']}>
        <legend>{t('matrix.when')}</legend>
        {CRITERIA.map((key) => (
          <Select
            key={key}
            label={criteria.label(key)}
            placeholder={t('matrix.any')}
            clearable
            searchable
            data={criteria.choices(key)}
            value={values.criteria[key] ?? null}
            error={flawAt(wrong, `criteria.${key}`)}
            onChange={(code) => form.set('criteria', { ...values.criteria, [key]: code })}
          />
        ))}
      </fieldset>
      <Stack gap="xs">
        {values.reviewers.map((one, index) => (
          <div key={index} className={classes['reviewer']}>
            <div>
              {party(
                t('matrix.reviewerNo', { number: index + 1 }),
                one,
                (next) => form.set('reviewers', values.reviewers.map((other, place) => (place === index ? next : other))),
                flawAt(wrong, `reviewers[${index}]`),
              )}
            </div>
            {values.reviewers.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('matrix.takeOut', { number: index + 1 })}
                onClick={() => form.set('reviewers', values.reviewers.filter((_, place) => place !== index))}
              >
                <Icon name="close" size={14} />
              </ActionIcon>
            )}
          </div>
        ))}
        {values.reviewers.length < 20 && (
          <Button variant="default" size="xs" style={{ alignSelf: 'flex-start' }} onClick={() => form.set('reviewers', [...values.reviewers, noParty('role')])}>
            {t('matrix.another')}
          </Button>
        )}
      </Stack>
      {party(t('matrix.fallback'), values.fallback, (fallback) => form.set('fallback', fallback), flawAt(wrong, 'fallback'))}
      <Select
        label={t('step.mode')}
        allowDeselect={false}
        data={MODES.map((mode) => ({ value: mode, label: t(`modes.${mode}`) }))}
        value={values.mode}
        error={form.errors['mode']}
        onChange={(mode) => form.set('mode', (mode ?? 'all') as Values['mode'])}
      />
      <NumberInput
        label={t('step.sla_hours')}
        description={t('matrix.timeHint')}
        min={1}
        max={8760}
        allowDecimal={false}
        value={values.sla_hours ?? ''}
        error={form.errors['sla_hours']}
        onChange={(value) => form.set('sla_hours', Number(value) || null)}
      />
      <Switch label={t('matrix.optional')} description={t('matrix.optionalHint')} {...form.check('optional')} />
      <Switch label={t('matrix.active')} {...form.check('active')} />
      {CRITERIA.every((key) => !values.criteria[key]) && (
        <Text size="sm" c="dimmed">
          {t('matrix.catchAllHint')}
        </Text>
      )}
    </FormDialog>
  )
}
