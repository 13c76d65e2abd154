import { expect, it } from 'vitest'
import { exportColumns } from '~/features/sheets'
import { registerColumns } from './columns'

const nothing = () => undefined
const columns = registerColumns({
  at: { org: 'harbour', project: 'prj_1' },
  external: false,
  t: ((key: string) => key) as never,
  words: (() => '') as never,
  label: (_, code) => code,
  own: [{ key: 'suitability', label: 'Suitability' }],
  rows: [],
  numberTrack: '96px',
  picture: nothing,
  onOutside: nothing,
  menu: () => null,
})

it('names every column of the register as an export does, and only the fields of a project as its own', () => {
  const asked = exportColumns(columns.map(({ key }) => key))
  expect(asked.filter((key) => key.startsWith('fields.'))).toEqual(['fields.suitability'])
  expect(asked).toContain('workflow')
  expect(asked.filter((key) => key === 'number')).toEqual(['number'])
})
