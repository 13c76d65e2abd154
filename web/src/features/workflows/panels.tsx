// What is said of a step, of a stage, and of the workflow as a whole, in a panel beside the drawing.
import { Autocomplete, Button, Checkbox, Group, NumberInput, Select, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import type { PlanSettings, PlanStage, PlanStep } from '~/api/types'
import type { FieldErrors } from '~/lib/problem'
import { type Names, PartyField } from './party'
import { binding, CATEGORIES, flawAt, KINDS, MODES, noParty, type Plan, stepPlace, VERDICTS, withRoute } from './plan'

type Person = { id: string; name: string }

export function StepPanel({
  at,
  stages,
  place,
  names,
  found,
  disabled,
  onStep,
  onPerson,
  onRemove,
}: {
  at: At
  stages: PlanStage[]
  place: { stage: number; step: number }
  names: Names
  found: FieldErrors
  disabled: boolean
  onStep: (change: Partial<PlanStep>) => void
  onPerson: (person: Person) => void
  onRemove: () => void
}) {
  const { t } = useTranslation('workflows')
  const step = stages[place.stage]?.steps[place.step]
  if (!step) return null
  const wrong = (field: string) => flawAt(found, `${stepPlace(place.stage, place.step)}.${field}`)
  const hours = (key: 'sla_hours' | 'reminder_hours') => (
    <NumberInput
      label={t(`step.${key}`)}
      description={t(`step.${key}Hint`)}
      min={1}
      max={key === 'sla_hours' ? 8760 : Math.max(1, (step.sla_hours ?? 1) - 1)}
      allowDecimal={false}
      value={step[key] ?? ''}
      onChange={(value) => onStep({ [key]: Number(value) || null })}
      error={wrong(key)}
    />
  )
  return (
    <Fields disabled={disabled}>
      <TextInput label={t('step.name')} required maxLength={120} value={step.name} error={wrong('name')} onChange={(event) => onStep({ name: event.currentTarget.value })} />
      <Select
        label={t('step.type')}
        description={t(`kindsHint.${step.type}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        allowDeselect={false}
        data={KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        value={step.type}
        error={wrong('type')}
        onChange={(type) => onStep({ type: (type ?? 'review') as PlanStep['type'] })}
      />
      <Textarea
        label={t('step.instructions')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={4000}
        value={step.instructions}
        error={wrong('instructions')}
        onChange={(event) => onStep({ instructions: event.currentTarget.value })}
      />
      {step.type === 'sign' && (
        <Textarea
          label={t('step.statement')}
          description={t('step.statementHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={2}
          maxRows={10}
          maxLength={2000}
          value={step.statement ?? ''}
          error={wrong('statement')}
          onChange={(event) => onStep({ statement: event.currentTarget.value || null })}
        />
      )}
      <PartyField
        at={at}
        label={t('step.assignment')}
        kinds={['role', 'person', 'group', 'open', 'matrix']}
        value={step.assignment}
        known={names}
        error={wrong('assignment')}
        onChange={(assignment, person) => {
          if (person) onPerson(person)
          onStep({ assignment })
        }}
      />
      <Select
        label={t('step.mode')}
        allowDeselect={false}
        data={MODES.map((mode) => ({ value: mode, label: t(`modes.${mode}`) }))}
        value={step.mode}
        error={wrong('mode')}
        onChange={(mode) => onStep({ mode: (mode ?? 'all') as PlanStep['mode'] })}
      />
      {hours('sla_hours')}
      {step.sla_hours !== null && (
        <>
          {hours('reminder_hours')}
          <Switch
            label={t('step.escalate')}
            checked={step.escalation !== null}
            onChange={(event) => onStep({ escalation: event.currentTarget.checked ? { after_hours: 24, to: { ...noParty('role'), role: 'project_admin' }, reassign: false } : null })}
          />
          {step.escalation && <EscalationFields at={at} escalation={step.escalation} names={names} wrong={wrong} onPerson={onPerson} onChange={(escalation) => onStep({ escalation })} />}
        </>
      )}
      {binding(step) && <Rejection stages={stages} place={place} step={step} error={wrong('on_reject')} onStep={onStep} />}
      <Switch label={t('step.allow_delegate')} checked={step.allow_delegate} onChange={(event) => onStep({ allow_delegate: event.currentTarget.checked })} />
      <Switch label={t('step.allow_attachments')} checked={step.allow_attachments} onChange={(event) => onStep({ allow_attachments: event.currentTarget.checked })} />
      {!disabled && (
        <Group>
          <Button variant="default" c="var(--wl-danger)" onClick={onRemove}>
            {t('removeStep')}
          </Button>
        </Group>
      )}
    </Fields>
  )
}

type Escalation = NonNullable<PlanStep['escalation']>

function EscalationFields({
  at,
  escalation,
  names,
  wrong,
  onPerson,
  onChange,
}: {
  at: At
  escalation: Escalation
  names: Names
  wrong: (field: string) => string | undefined
  onPerson: (person: Person) => void
  onChange: (escalation: Escalation) => void
}) {
  const { t } = useTranslation('workflows')
  return (
    <>
      <NumberInput
        label={t('step.escalateAfter')}
        min={0}
        allowDecimal={false}
        value={escalation.after_hours}
        error={wrong('escalation.after_hours')}
        onChange={(value) => onChange({ ...escalation, after_hours: Number(value) || 0 })}
      />
      <PartyField
        at={at}
        label={t('step.escalateTo')}
        kinds={['role', 'person']}
        value={escalation.to}
        known={names}
        error={wrong('escalation.to')}
        onChange={(to, person) => {
          if (person) onPerson(person)
          onChange({ ...escalation, to: to ?? noParty('role') })
        }}
      />
      <Switch label={t('step.reassign')} checked={escalation.reassign ?? false} onChange={(event) => onChange({ ...escalation, reassign: event.currentTarget.checked })} />
    </>
  )
}

const REJECTIONS = ['continue', 'stop_workflow', 'return_to_previous'] as const

function Rejection({
  stages,
  place,
  step,
  error,
  onStep,
}: {
  stages: PlanStage[]
  place: { stage: number; step: number }
  step: PlanStep
  error: string | undefined
  onStep: (change: Partial<PlanStep>) => void
}) {
  const { t } = useTranslation('workflows')
  const { on_reject } = step
  return (
    <Select
      label={t('step.on_reject')}
      allowDeselect={false}
      data={[
        { value: '', label: t('asWorkflow') },
        ...REJECTIONS.map((action) => ({ value: action, label: t(`rejections.${action}`) })),
        ...stages.flatMap((stage, index) =>
          index === place.stage ? [] : [{ value: `goto ${index}`, label: t('goTo', { stage: [t('stageNo', { number: index + 1 }), stage.name].filter(Boolean).join(' · ') }) }],
        ),
      ]}
      value={!on_reject ? '' : on_reject.action === 'goto_stage' ? `goto ${on_reject.stage ?? ''}` : on_reject.action}
      error={error}
      onChange={(value) => {
        if (!value) onStep({ on_reject: null })
        else if (value.startsWith('goto ')) onStep({ on_reject: { action: 'goto_stage', stage: Number(value.slice(5)) } })
        else onStep({ on_reject: { action: value as (typeof REJECTIONS)[number], stage: null } })
      }}
    />
  )
}

export function StagePanel({
  stages,
  at,
  found,
  disabled,
  onStage,
  onMove,
  onRemove,
}: {
  stages: PlanStage[]
  at: number
  found: FieldErrors
  disabled: boolean
  onStage: (change: Partial<PlanStage>) => void
  onMove: (to: number) => void
  onRemove: () => void
}) {
  const { t } = useTranslation('workflows')
  const stage = stages[at]
  if (!stage) return null
  return (
    <Fields disabled={disabled}>
      <TextInput label={t('stage.name')} maxLength={120} value={stage.name} error={flawAt(found, `stages[${at}].name`)} onChange={(event) => onStage({ name: event.currentTarget.value })} />
      {VERDICTS.map((on) => {
        const route = stage.routes.find((one) => one.on === on)
        const index = route ? stage.routes.indexOf(route) : -1
        return (
          <Select
            key={on}
            label={t(`stage.${on}`)}
            allowDeselect={false}
            data={[
              { value: '', label: t('onward') },
              ...stages.flatMap((other, place) =>
                place > at + 1 ? [{ value: String(place), label: [t('stageNo', { number: place + 1 }), other.name].filter(Boolean).join(' · ') }] : [],
              ),
              { value: 'end', label: t('theEnd') },
            ]}
            value={!route ? '' : route.stage === null || route.stage === undefined ? 'end' : String(route.stage)}
            error={index >= 0 ? flawAt(found, `stages[${at}].routes[${index}]`) : undefined}
            onChange={(value) => onStage({ routes: withRoute(stage, on, !value ? undefined : value === 'end' ? null : Number(value)) })}
          />
        )
      })}
      {!disabled && (
        <Group gap="xs">
          <Button variant="default" disabled={at === 0} onClick={() => onMove(at - 1)}>
            {t('earlier')}
          </Button>
          <Button variant="default" disabled={at === stages.length - 1} onClick={() => onMove(at + 1)}>
            {t('later')}
          </Button>
          <Button variant="default" c="var(--wl-danger)" onClick={onRemove}>
            {t('removeStage')}
          </Button>
        </Group>
      )}
    </Fields>
  )
}

const CHANGES = ['number', 'assignees', 'sla'] as const
const TOLD = ['initiator', 'assignees', 'project_admins', 'document_control'] as const

export function SettingsPanel({
  plan,
  categories,
  found,
  disabled,
  onPlan,
}: {
  plan: Plan
  categories: string[]
  found: FieldErrors
  disabled: boolean
  onPlan: (change: Partial<Plan>) => void
}) {
  const { t } = useTranslation('workflows')
  const { settings } = plan
  const set = (change: Partial<PlanSettings>) => onPlan({ settings: { ...settings, ...change } })
  return (
    <Fields disabled={disabled}>
      <TextInput label={t('template.name')} required maxLength={120} value={plan.name} error={found['name']} onChange={(event) => onPlan({ name: event.currentTarget.value })} />
      <Autocomplete
        label={t('template.category')}
        description={t('template.categoryHint')}
        required
        maxLength={40}
        data={[...new Set([...CATEGORIES, ...categories])]}
        value={plan.category}
        error={found['category']}
        onChange={(category) => onPlan({ category })}
      />
      <Textarea
        label={t('template.description')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={plan.description}
        error={found['description']}
        onChange={(event) => onPlan({ description: event.currentTarget.value })}
      />
      <Select
        label={t('settings.outcome')}
        allowDeselect={false}
        data={(['final_step_decides', 'lowest_of_all'] as const).map((code) => ({ value: code, label: t(`outcomes.${code}`) }))}
        value={settings.outcome}
        onChange={(outcome) => set({ outcome: (outcome ?? 'final_step_decides') as PlanSettings['outcome'] })}
      />
      <Select
        label={t('settings.on_rejection')}
        allowDeselect={false}
        data={REJECTIONS.map((code) => ({ value: code, label: t(`rejections.${code}`) }))}
        value={settings.on_rejection}
        onChange={(code) => set({ on_rejection: (code ?? 'continue') as PlanSettings['on_rejection'] })}
      />
      <Checkbox.Group
        label={t('settings.initiator_may_change')}
        value={settings.initiator_may_change}
        onChange={(codes) => set({ initiator_may_change: CHANGES.filter((code) => codes.includes(code)) })}
        error={flawAt(found, 'settings.initiator_may_change')}
      >
        <Stack gap={6} mt={4}>
          {CHANGES.map((code) => (
            <Checkbox key={code} value={code} label={t(`changes.${code}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Checkbox.Group
        label={t('settings.tell_on_completion')}
        value={settings.tell_on_completion}
        onChange={(codes) => set({ tell_on_completion: TOLD.filter((code) => codes.includes(code)) })}
        error={flawAt(found, 'settings.tell_on_completion')}
      >
        <Stack gap={6} mt={4}>
          {TOLD.map((code) => (
            <Checkbox key={code} value={code} label={t(`told.${code}`)} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Switch label={t('settings.document_required')} checked={settings.document_required} onChange={(event) => set({ document_required: event.currentTarget.checked })} />
      <Switch label={t('settings.show_previous_responses')} checked={settings.show_previous_responses} onChange={(event) => set({ show_previous_responses: event.currentTarget.checked })} />
      <Switch label={t('settings.delegate_to_responders')} checked={settings.delegate_to_responders} onChange={(event) => set({ delegate_to_responders: event.currentTarget.checked })} />
    </Fields>
  )
}

/** All fields of a panel; where nothing may be changed they can be read and not used. */
function Fields({ disabled, children }: { disabled: boolean; children: React.ReactNode }) {
  const { t } = useTranslation('workflows')
  return (
    <fieldset disabled={disabled} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Stack gap="md" p="md">
        {disabled && <Text c="dimmed">{t('readOnly')}</Text>}
        {children}
      </Stack>
    </fieldset>
  )
}
