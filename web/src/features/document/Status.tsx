// What a document's shown revision may be used for, or that it waits to be let in.
import type { DocumentRow } from '~/api/types'
import { tone } from '~/lib/status'
import type { Words } from '~/lib/words'
import { StatusChip } from '~/ui'

export function Status({ document, words }: { document: DocumentRow; words: Words }) {
  const { acceptance } = document.revision
  if (acceptance === 'accepted') {
    return <StatusChip tone={tone(document.status)}>{words('status', document.status)}</StatusChip>
  }
  return (
    <StatusChip tone={acceptance === 'rejected' ? 'danger' : 'neutral'}>{words('acceptance', acceptance)}</StatusChip>
  )
}
