import { expect, it } from 'vitest'
import type { PlanStage } from '~/api/types'
import { addStage, addStep, changeStep, flawAt, flaws, moveStage, newStage, newStep, type Plan, planOf, readPlace, rejectionOf, removeStage, removeStep, toEdit, USUAL, withRoute } from './plan'

const stage = (name: string, more: Partial<PlanStage> = {}): PlanStage => ({ ...newStage('Check'), name, ...more })
const rejecting = (to: number) => [{ ...newStep('Approve'), type: 'approve' as const, on_reject: { action: 'goto_stage' as const, stage: to } }]
const three = [stage('A', { routes: [{ on: 'approved', stage: 2 }] }), stage('B'), stage('C', { steps: rejecting(1) })]
const names = (stages: PlanStage[]) => stages.map(({ name }) => name)

it('lets what points at a stage follow it when one comes before', () => {
  const four = addStage(three, 1, 'Step')
  expect(names(four)).toEqual(['A', '', 'B', 'C'])
  expect(four[0]?.routes).toEqual([{ on: 'approved', stage: 3 }])
  expect(four[3]?.steps[0]?.on_reject).toEqual({ action: 'goto_stage', stage: 2 })
})
it('drops what points at a stage that is gone', () => {
  expect(removeStage(three, 2)[0]?.routes).toEqual([])
  expect(removeStage(three, 1)[1]?.steps[0]?.on_reject).toBeNull()
})
it('drops a route that would lead back, and keeps one that ends the workflow', () => {
  const ending = [stage('A', { routes: [{ on: 'approved', stage: null }] }), stage('B'), stage('C')]
  expect(moveStage(ending, 0, 2)[2]?.routes).toEqual([{ on: 'approved', stage: null }])
  expect(moveStage(three, 2, 0)[1]?.routes).toEqual([])
  expect(names(moveStage(three, 2, 0))).toEqual(['C', 'A', 'B'])
})
it('takes a stage away with its last step', () => {
  expect(names(removeStep(three, 1, 0))).toEqual(['A', 'C'])
  expect(removeStep(addStep(three, 1, 'Second'), 1, 0)[1]?.steps.map(({ name }) => name)).toEqual(['Second'])
})
it('forgets what hangs on a time, and what follows a rejection that cannot be', () => {
  const timed = changeStep(three, 2, 0, { sla_hours: 72, reminder_hours: 24, escalation: { after_hours: 24, reassign: false, to: { kind: 'role', role: 'project_admin' } } })
  expect(changeStep(timed, 2, 0, { sla_hours: null })[2]?.steps[0]).toMatchObject({ reminder_hours: null, escalation: null })
  expect(changeStep(three, 2, 0, { type: 'review' })[2]?.steps[0]?.on_reject).toBeNull()
})
it('has one route for each verdict', () => {
  const one = stage('A', { routes: [{ on: 'approved', stage: 2 }] })
  expect(withRoute(one, 'approved', null)).toEqual([{ on: 'approved', stage: null }])
  expect(withRoute(one, 'approved', undefined)).toEqual([])
})

const plan: Plan = { name: 'Review', description: '', category: 'Review', settings: USUAL, stages: three }

it('sends only the parts that differ', () => {
  expect(toEdit(plan, plan, 4)).toBeUndefined()
  expect(toEdit({ ...plan, name: 'Approval' }, plan, 4)).toEqual({ version: 4, name: 'Approval' })
})
it('reads a plan with everything that it may leave out', () => {
  const read = planOf({ ...plan, settings: {}, stages: [{ steps: [{ name: 'Check', type: 'review' }] }] } as never)
  expect(read.stages[0]).toMatchObject({ name: '', routes: [], steps: [{ mode: 'all', sla_hours: null, allow_delegate: true }] })
  expect(read.settings.outcome).toBe('final_step_decides')
})
it('says what is wrong where it is, until that is changed', () => {
  const problems = [{ field: 'stages[1].steps[0].assignment', code: 'required', detail: 'Say who answers.' }]
  expect(flawAt(flaws(problems, {}, plan, plan), 'stages[1].steps[0]')).toBe('Say who answers.')
  expect(flawAt(flaws(problems, {}, plan, plan), 'stages[0]')).toBeUndefined()
  const changed = { ...plan, stages: changeStep(three, 1, 0, { name: 'Look' }) }
  expect(flaws(problems, {}, changed, plan)).toEqual({})
  expect(flaws(problems, { name: 'Taken.' }, changed, plan)).toEqual({ name: 'Taken.' })
})
it('reads the place of a step from the address', () => {
  expect(readPlace('2-0', three)).toEqual({ stage: 2, step: 0 })
  expect(readPlace('2-1', three)).toBeUndefined()
  expect(readPlace(undefined, three)).toBeUndefined()
})
it('says where a rejection leads, from the step before the settings', () => {
  const plan = (on_rejection: typeof USUAL.on_rejection) => ({ stages: three, settings: { ...USUAL, on_rejection } })
  expect(rejectionOf(plan('stop_workflow'), 0, 0)).toEqual({ kind: 'stop', stage: null })
  expect(rejectionOf(plan('continue'), 1, 0)).toEqual({ kind: 'continue', stage: null })
  expect(rejectionOf(plan('return_to_previous'), 0, 0)).toEqual({ kind: 'initiator', stage: null })
  expect(rejectionOf(plan('return_to_previous'), 1, 0)).toEqual({ kind: 'stage', stage: 0 })
  expect(rejectionOf(plan('stop_workflow'), 2, 0)).toEqual({ kind: 'stage', stage: 1 })
})
