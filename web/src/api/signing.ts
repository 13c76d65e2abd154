// What signing adds to steps and answers.
import type { PlanStep, StepDetail, StepResponse } from './types'

/** What is signed, and the name that is offered. */
export type Signing = { statement: string; default_name: string }
export type Signature = { full_name: string; statement: string; at: string }
export type SignedDetail = StepDetail & { signing?: Signing | null }
/** `receipt` is false for the few answers that have none. */
export type SignedResponse = StepResponse & { signature?: Signature | null; receipt?: boolean }
/** The words that whoever signs puts their name to. */
export type SignedPlanStep = PlanStep & { statement?: string | null }
