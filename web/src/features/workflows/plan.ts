// The plan of a workflow while it is drawn: stages one after the other, in each of them steps side by side, and where
// an answer leads elsewhere. Stages are told by their place, so whatever moves them moves what points at them.
import type { FieldError, Party, PlanSettings, PlanStage, PlanStep, Template, TemplateEdit } from '~/api/types'
import type { FieldErrors } from '~/lib/problem'

export type Plan = { name: string; description: string; category: string; settings: PlanSettings; stages: PlanStage[] }
export type Route = PlanStage['routes'][number]

export const CATEGORIES = ['Review', 'Approval', 'Submission', 'Inspection', 'General'] as const
export const KINDS = ['review', 'approve', 'acknowledge', 'sign'] as const
export const MODES = ['all', 'any', 'majority'] as const
export const VERDICTS = ['approved', 'approved_with_comments'] as const
/** Only these can be rejected. */
export const binding = ({ type }: Pick<PlanStep, 'type'>) => type === 'approve' || type === 'sign'

export const USUAL: PlanSettings = {
  outcome: 'final_step_decides',
  on_rejection: 'return_to_previous',
  initiator_may_change: [],
  tell_on_completion: ['initiator'],
  document_required: true,
  show_previous_responses: false,
  delegate_to_responders: false,
}

/** What follows when a step is rejected, with the stage where it leads to one. */
export type Rejection = { kind: 'continue' | 'stop' | 'initiator' | 'end'; stage: null } | { kind: 'stage'; stage: number }
export function rejectionOf({ stages, settings }: Pick<Plan, 'stages' | 'settings'>, at: number, index: number): Rejection {
  const { action, stage = null } = stages[at]?.steps[index]?.on_reject ?? { action: settings.on_rejection, stage: null }
  if (action === 'goto_stage') return stage === null ? { kind: 'end', stage } : { kind: 'stage', stage }
  if (action === 'return_to_previous') return at === 0 ? { kind: 'initiator', stage: null } : { kind: 'stage', stage: at - 1 }
  return { kind: action === 'stop_workflow' ? 'stop' : 'continue', stage: null }
}

export const newStep = (name: string): PlanStep => ({
  name,
  type: 'review',
  instructions: '',
  assignment: null,
  mode: 'all',
  sla_hours: null,
  reminder_hours: null,
  escalation: null,
  allow_delegate: true,
  allow_attachments: true,
  on_reject: null,
  statement: null,
})
export const newStage = (step: string): PlanStage => ({ name: '', routes: [], steps: [newStep(step)] })

export const planOf = ({ name, description, category, settings, stages }: Pick<Template, keyof Plan>): Plan => ({
  name,
  description,
  category,
  settings: { ...USUAL, ...settings },
  stages: stages.map((stage) => ({
    name: stage.name ?? '',
    routes: stage.routes ?? [],
    steps: stage.steps.map((step) => ({ ...newStep(step.name), ...step })),
  })),
})

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** Only what differs; undefined when nothing does. */
export function toEdit(plan: Plan, was: Plan, version: number): TemplateEdit | undefined {
  const changed = (Object.keys(plan) as (keyof Plan)[]).filter((key) => !same(plan[key], was[key]))
  if (changed.length === 0) return undefined
  return { version, ...Object.fromEntries(changed.map((key) => [key, plan[key]])) }
}

/** The stages in a new order, given as their old places; what points at a stage follows it, and what can no longer point there goes. */
export function arrange(stages: PlanStage[], order: (number | PlanStage)[]): PlanStage[] {
  const place = (old: number | null | undefined) => (old === null || old === undefined ? null : order.indexOf(old))
  return order.map((item, at) => {
    const stage = typeof item === 'number' ? stages[item] : item
    if (!stage) return newStage('')
    if (typeof item !== 'number') return stage
    return {
      ...stage,
      // A route leads onward, or to the end.
      routes: stage.routes
        .map((route) => ({ ...route, stage: place(route.stage) }))
        .filter(({ stage }) => stage === null || stage > at),
      steps: stage.steps.map((step) => {
        if (step.on_reject?.action !== 'goto_stage') return step
        const to = place(step.on_reject.stage)
        return { ...step, on_reject: to === null || to < 0 ? null : { ...step.on_reject, stage: to } }
      }),
    }
  })
}

const places = (stages: PlanStage[]) => stages.map((_, index) => index)

export function addStage(stages: PlanStage[], at: number, step: string): PlanStage[] {
  const order: (number | PlanStage)[] = places(stages)
  order.splice(at, 0, newStage(step))
  return arrange(stages, order)
}
export const removeStage = (stages: PlanStage[], at: number) => arrange(stages, places(stages).filter((index) => index !== at))
export function moveStage(stages: PlanStage[], from: number, to: number): PlanStage[] {
  const order = places(stages)
  const [moved] = order.splice(from, 1)
  if (moved === undefined) return stages
  order.splice(to, 0, moved)
  return arrange(stages, order)
}
export const changeStage = (stages: PlanStage[], at: number, change: Partial<PlanStage>) =>
  stages.map((stage, index) => (index === at ? { ...stage, ...change } : stage))

export const addStep = (stages: PlanStage[], at: number, name: string) =>
  stages.map((stage, index) => (index === at ? { ...stage, steps: [...stage.steps, newStep(name)] } : stage))
/** A stage without steps is no stage. */
export function removeStep(stages: PlanStage[], at: number, step: number): PlanStage[] {
  const left = stages[at]?.steps.filter((_, index) => index !== step) ?? []
  return left.length === 0 ? removeStage(stages, at) : changeStage(stages, at, { steps: left })
}
export function changeStep(stages: PlanStage[], at: number, step: number, change: Partial<PlanStep>): PlanStage[] {
  return changeStage(stages, at, {
    steps: (stages[at]?.steps ?? []).map((one, index) => {
      if (index !== step) return one
      const next = { ...one, ...change }
      // What hangs on a time goes with it, and only what can be rejected says what follows.
      if (next.sla_hours === null) Object.assign(next, { reminder_hours: null, escalation: null })
      if (!binding(next)) next.on_reject = null
      if (next.type !== 'sign') next.statement = null
      return next
    }),
  })
}

/** Where a verdict leads: by default onward. */
export function withRoute(stage: PlanStage, on: Route['on'], to: number | null | undefined): Route[] {
  const others = stage.routes.filter((route) => route.on !== on)
  return to === undefined ? others : [...others, { on, stage: to }]
}

/** What is wrong, by its place; of a step that was changed since, only what the last try to save said. */
export function flaws(problems: FieldError[], errors: FieldErrors, plan: Plan, was: Plan): FieldErrors {
  const found: FieldErrors = {}
  for (const { field, detail } of problems) {
    const [, stage, step] = /^stages\[(\d+)\](?:\.steps\[(\d+)\])?/.exec(field) ?? []
    const at = Number(stage)
    const still =
      stage === undefined
        ? field !== 'stages' || plan.stages.length === 0
        : step === undefined
          ? same(plan.stages[at], was.stages[at])
          : same(plan.stages[at]?.steps[Number(step)], was.stages[at]?.steps[Number(step)])
    if (still) found[field] ??= detail
  }
  return { ...found, ...errors }
}

/** What is wrong at a place or below it. */
export const flawAt = (found: FieldErrors, place: string) =>
  Object.entries(found).find(([field]) => field === place || field.startsWith(`${place}.`) || field.startsWith(`${place}[`))?.[1]

export const stepPlace = (stage: number, step: number) => `stages[${stage}].steps[${step}]`

/** The step that an address names, such as "1.0". */
export function readPlace(text: string | undefined, stages: PlanStage[]): { stage: number; step: number } | undefined {
  const [stage = NaN, step = NaN] = (text ?? '').split('-').map(Number)
  return stages[stage]?.steps[step] ? { stage, step } : undefined
}

export const noParty = (kind: Party['kind']): Party => ({ kind, role: kind === 'role' ? 'reviewer' : null, person_id: null, group_id: null })
