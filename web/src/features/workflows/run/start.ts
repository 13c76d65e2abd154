// A workflow while it is prepared: what was chosen, what of it is sent, and where a problem that the server finds stands.
import type { FieldError, NewWorkflow, Party, StepChoice, WorkflowPriority } from '~/api/types'
import { draftName } from '~/lib/drafts'
import type { FieldErrors } from '~/lib/problem'

export const STEPS = ['template', 'details', 'people'] as const
export type Step = (typeof STEPS)[number]
export const PRIORITIES: WorkflowPriority[] = ['low', 'medium', 'high', 'urgent']

export type Person = { id: string; name: string }
/** What is said of one step of the template. */
export type Choice = { people: Person[]; emails: string[]; hours: number | null }
export type Start = {
  /** The documents that it was begun with. */
  from: string
  template: string
  title: string
  number: string
  priority: WorkflowPriority
  due_on: string
  notes: string
  documents: string[]
  /** By stage and step, such as "0.1". */
  choices: Record<string, Choice>
  without: Party[]
  /** May restricted documents be opened to whoever answers? */
  confirmed?: boolean
}

export const begin = (from: string, template: string): Start => ({
  from,
  template,
  title: '',
  number: '',
  priority: 'medium',
  due_on: '',
  notes: '',
  documents: [...new Set(from.split(',').filter(Boolean))],
  choices: {},
  without: [],
})

/** Where a workflow is prepared, and by whose account. */
type Place = { org: string; project: string; account: string }
const keyOf = ({ org, project, account }: Place) => draftName(account, `workflow ${org} ${project}`)

/** What was typed outlives a page that is loaded anew, for as long as the tab is there; other documents begin another one. */
export function restored(at: Place, from: string, template: string): Start {
  const fresh = begin(from, template)
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(at)) ?? 'null') as Start | null
    if (!kept || kept.from !== from) return fresh
    return template && template !== kept.template ? { ...fresh, ...kept, ...anew(template) } : { ...fresh, ...kept }
  } catch {
    return fresh
  }
}
export const keep = (at: Place, start: Start) => sessionStorage.setItem(keyOf(at), JSON.stringify(start))
export const forget = (at: Place) => sessionStorage.removeItem(keyOf(at))

/** Another template has other steps. */
export const anew = (template: string): Pick<Start, 'template' | 'choices' | 'without' | 'number'> => ({ template, choices: {}, without: [], number: '' })

export const placeOf = (stage: number, step: number) => `${stage}.${step}`

export const NO_CHOICE: Choice = { people: [], emails: [], hours: null }
export const choiceAt = (start: Start, place: string): Choice => ({ ...NO_CHOICE, ...start.choices[place] })
export const choosing = (start: Start, place: string, change: Partial<Choice>): Pick<Start, 'choices'> => ({
  choices: { ...start.choices, [place]: { ...choiceAt(start, place), ...change } },
})

/** The steps of which something is said, in the order in which they are sent. */
const said = (start: Start) =>
  Object.keys(start.choices).filter((place) => {
    const { people, emails, hours } = choiceAt(start, place)
    return people.length + emails.length > 0 || hours
  })

/** With the revisions as they were looked at, so that none goes out that nobody has seen. */
export function toNew(start: Start, templateVersion: number | undefined, revisionOf: (document: string) => string | undefined): NewWorkflow {
  const steps = said(start).map((place): StepChoice => {
    const [stage = 0, step = 0] = place.split('.').map(Number)
    const { people, emails, hours } = choiceAt(start, place)
    return {
      stage,
      step,
      ...(people.length > 0 ? { person_ids: people.map(({ id }) => id) } : {}),
      ...(emails.length > 0 ? { emails } : {}),
      ...(hours ? { sla_hours: hours } : {}),
    }
  })
  return {
    template_id: start.template,
    ...(start.confirmed ? { confirm_restricted: true } : {}),
    ...(templateVersion === undefined ? {} : { template_version: templateVersion }),
    ...(start.number.trim() ? { number: start.number.trim() } : {}),
    title: start.title,
    documents: start.documents.map((document_id) => ({ document_id, revision_id: revisionOf(document_id) ?? null })),
    priority: start.priority,
    ...(start.due_on ? { due_on: start.due_on } : {}),
    notes: start.notes,
    steps,
    without: start.without,
  }
}

/** The screen on which what a field names can be mended. */
export function stepOf(field: string): Step {
  if (field.startsWith('template')) return 'template'
  return /^(steps|stages|without)/.test(field) ? 'people' : 'details'
}

/** What stands against a step, be it said of the template's or of what was chosen for it. */
export function problemsAt(problems: FieldError[], start: Start, stage: number, step: number): string[] {
  const at = said(start).indexOf(placeOf(stage, step))
  const here = [`stages[${stage}].steps[${step}]`, ...(at < 0 ? [] : [`steps[${at}]`])]
  return [...new Set(problems.filter(({ field }) => here.some((place) => field === place || field.startsWith(`${place}.`))).map(({ detail }) => detail))]
}

/** Those that no step shows. */
export const elsewhere = (problems: FieldError[]) => problems.filter(({ field }) => !/^(steps|stages)\[/.test(field))

/** What was refused, as if it had been found by looking. */
export const asProblems = (fields: FieldErrors): FieldError[] => Object.entries(fields).map(([field, detail]) => ({ field, code: '', detail }))

/** What is wrong with the document at a place of the list. */
export const wrongDocument = (fields: FieldErrors, index: number) =>
  Object.entries(fields).find(([field]) => field === `documents[${index}]` || field.startsWith(`documents[${index}].`))?.[1]

export const sameParty = (one: Party, other: Party) =>
  one.kind === other.kind &&
  (one.person_id ?? '') === (other.person_id ?? '') &&
  (one.group_id ?? '') === (other.group_id ?? '') &&
  (one.role ?? '') === (other.role ?? '')
