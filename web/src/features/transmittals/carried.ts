// What a screen brings along for a new transmittal travels beside the address, since five hundred documents do not fit into it.
import type { DocumentRow } from '~/api/types'
import { type Carried, type Sheet, warningsOf } from './draft'

declare module '@tanstack/react-router' {
  interface HistoryState {
    transmittal?: Carried
  }
}

/** A row of the register as a document to be sent, in the revision that is shown. */
export const sheetOf = ({ id, number, title, status, restricted, revision }: DocumentRow): Sheet => ({
  document_id: id,
  number,
  title,
  revision_id: revision.id,
  revision: revision.code,
  status: revision.status,
  warnings: warningsOf({ status: revision.status, superseded: status === 'superseded', older: revision.newer, restricted }),
})
