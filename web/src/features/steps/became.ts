// What became of a step, by what happened to it and to its workflow.
import type { StepDetail } from '~/api/types'

type Seen = Pick<StepDetail, 'status'> & { workflow: Pick<StepDetail['workflow'], 'status'>; assignees: Pick<StepDetail['assignees'][number], 'answer'>[] }

/** The words for a step that is not open. */
export function becameOf({ status, workflow, assignees }: Seen) {
  if (status === 'pending' && workflow.status === 'cancelled') return 'neverReached'
  if (status !== 'skipped') return status
  if (assignees.some(({ answer }) => answer === 'return')) return 'returned'
  if (workflow.status === 'cancelled') return 'stopped'
  if (workflow.status === 'returned') return 'sentBack'
  return 'skipped'
}
