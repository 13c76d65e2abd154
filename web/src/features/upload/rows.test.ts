import { describe, expect, it } from 'vitest'
import type { FormField, NameGuess, Upload } from '~/api/types'
import { applyVerdicts, arrived, byPath, columnsOf, errorOf, nearOf, newRow, otherErrors, portions, read, shown, signature, summary, toNewRow, touch, touchAll, type UploadRow } from './rows'
import { pace } from './use-uploads'

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

const reading: NameGuess = {
  name: file.name,
  number: 'A-1O1',
  revision: 'P02',
  title: 'Ground floor',
  codes: { discipline: 'A', crew: 'NORTH', gone: 'X' },
  by_scheme: true,
  document: null,
  near: [{ document_id: 'doc_1', number: 'A-101', title: 'Ground floor plan' }],
  warning: 'A-1O1 looks like A-101.',
}
const field = (key: string, more: Partial<FormField> = {}): FormField => ({
  key,
  label: key,
  kind: 'dropdown',
  built_in: true,
  required: false,
  needed: false,
  free: false,
  parent: null,
  options: [],
  ...more,
})
const fields = [field('document_type'), field('discipline'), field('zone'), field('crew', { built_in: false })]

describe('a name read by the scheme', () => {
  it('fills in number and codes, and outweighs what the file says of itself', () => {
    const row = arrived(read(newRow('k', file), byPath(reading, fields)), stored)
    expect(row.values).toMatchObject({ number: 'A-1O1', revision: 'P02', discipline: 'A', 'fields.crew': 'NORTH' })
    expect(row.values['fields.gone']).toBeUndefined()
    expect(read(arrived(newRow('k', file), stored), byPath(reading, fields)).values.number).toBe('A-1O1')
  })
  it('leaves alone what a person typed', () => {
    const row = read(touch(newRow('k', file), 'number', 'B-1'), byPath(reading, fields))
    expect(row.values.number).toBe('B-1')
    expect(nearOf(row)).toBeUndefined()
  })
  it('warns of look-alikes once, and no more when it was made a revision', () => {
    const row = read(newRow('k', file), byPath(reading, fields))
    expect(nearOf(row)).toEqual({ warning: 'A-1O1 looks like A-101.', near: reading.near })
    const said = { field: 'number', code: 'near', detail: 'A-1O1 looks like A-101.' }
    expect(nearOf({ ...row, verdict: { ok: true, errors: [], warnings: [said], match: null } })?.warning).toBe('')
    expect(nearOf(touch(row, 'document_id', 'doc_1'))).toBeUndefined()
  })
})

describe('the files on their way', () => {
  it('show what moves or needs somebody, and a few of those that wait', () => {
    const states: UploadRow['state'][] = ['done', 'running', 'failed', 'paused', ...Array.from({ length: 3000 }, (): UploadRow['state'] => 'waiting')]
    const rows = states.map((state, index) => ({ ...newRow(`k${index}`, file), state }))
    const { rows: seen, more } = shown(rows, 2)
    expect(seen.map(({ state }) => state)).toEqual(['running', 'failed', 'paused', 'waiting', 'waiting'])
    expect(more).toBe(2998)
    expect(shown([]).more).toBe(0)
  })
  it('go to the server in portions that it takes', () => {
    expect(portions([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
    expect(portions([])).toEqual([])
  })
  it('tell their speed since they began or went on', () => {
    let now = 0
    const rate = pace(() => now)
    expect(rate(1_000_000)).toBe(0)
    now = 2000
    expect(rate(1_400_000)).toBe(200_000)
    now = 60_000
    expect(rate(1_400_000)).toBe(0)
    now = 62_000
    expect(rate(1_500_000)).toBe(50_000)
  })
})

describe('fields in upload rows', () => {
  it('are sent in their places, empty ones not at all', () => {
    const row = touch(touch(touch(newRow('k', file), 'zone', 'Z1'), 'fields.crew', 'NORTH'), 'level', '')
    expect(toNewRow(row)).toMatchObject({ zone: 'Z1', fields: { crew: 'NORTH' } })
    expect(toNewRow(row)).not.toHaveProperty('level')
  })
  it('have a column when needed, asked for, read from the name, or wrong', () => {
    const keys = (more: FormField[], rows = [newRow('k', file)], asked: string[] = []) =>
      columnsOf(more, new Set(asked), rows).map(({ key }) => key)
    expect(keys(fields)).toEqual(['document_type', 'discipline'])
    expect(keys([field('stage', { needed: true }), ...fields])).toContain('stage')
    expect(keys(fields, undefined, ['zone'])).toContain('zone')
    expect(keys(fields, [read(newRow('k', file), byPath(reading, fields))])).toContain('crew')
    const wrong = { field: 'rows[0].fields.crew', code: 'required', detail: 'Needed.' }
    const row = { ...newRow('k', file), verdict: { ok: false, errors: [wrong], warnings: [], match: null } }
    expect(keys(fields, [row])).toContain('crew')
    expect(errorOf(row, 'fields.crew')).toBe('Needed.')
    expect(errorOf(row, 'crew')).toBeUndefined()
    expect(otherErrors(row, ['fields.crew'])).toEqual([])
    expect(otherErrors(row, ['number'])).toEqual([wrong])
  })
})
