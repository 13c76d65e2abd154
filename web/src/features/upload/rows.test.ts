import { describe, expect, it } from 'vitest'
import type { Upload } from '~/api/types'
import { applyVerdicts, arrived, errorOf, newRow, signature, summary, toNewRow, touch, touchAll } from './rows'

const file = new File(['x'], 'A-101 - Ground floor [P01].pdf')
const stored: Upload = {
  id: 'upl_1',
  filename: file.name,
  size: 1,
  media_type: 'application/pdf',
  pages: 1,
  expires_at: '2026-11-22T00:00:00.000Z',
  guess: { number: 'ARC-101', title: 'Ground floor plan', revision: 'P01' },
}

describe('upload rows', () => {
  it('start from the name, improve by the server’s guess, and leave alone what a person typed', () => {
    const row = arrived(touch(newRow('k', file), 'title', 'Mine'), stored)
    expect(row.values).toMatchObject({ number: 'ARC-101', title: 'Mine', revision: 'P01' })
  })
  it('take common values in all rows', () => {
    const rows = touchAll([newRow('a', file), newRow('b', file)], 'discipline', 'ARC')
    expect(rows.map((row) => row.values.discipline)).toEqual(['ARC', 'ARC'])
  })
  it('send no number for a revision of what is here', () => {
    const row = touch(arrived(newRow('k', file), stored), 'document_id', 'doc_1')
    expect(toNewRow(row)).toMatchObject({ upload_id: 'upl_1', document_id: 'doc_1', number: undefined })
  })
  it('are judged again only when something changed', () => {
    const row = arrived(newRow('k', file), stored)
    const verdict = { ok: true, errors: [], warnings: [], match: null }
    expect(signature([{ ...row, verdict }])).toBe(signature([row]))
    expect(signature([touch(row, 'number', 'B')])).not.toBe(signature([row]))
  })
  it('get their own verdict even when a row was removed meanwhile', () => {
    const [a, b] = [arrived(newRow('a', file), stored), arrived(newRow('b', file), stored)]
    const taken = { field: 'rows[1].number', code: 'document_number_taken', detail: 'Taken.' }
    const judged = applyVerdicts(
      [b],
      ['a', 'b'],
      [
        { ok: true, errors: [], warnings: [], match: null },
        { ok: false, errors: [taken], warnings: [], match: null },
      ],
    )
    expect(judged).toHaveLength(1)
    expect(judged[0] && errorOf(judged[0], 'number')).toBe('Taken.')
    expect(summary([...judged, a, newRow('c', file)])).toEqual({ uploading: 1, failed: 0, wrong: 1, ready: 0 })
  })
})
