import { expect, it } from 'vitest'
import { readLayout } from './layout'

it('reads a layout and drops what makes no sense', () => {
  expect(readLayout('{"columns":["rev",3],"widths":{"title":240,"rev":-1,"type":"x"},"comfortable":true}')).toEqual({
    columns: ['rev'],
    widths: { title: 240 },
    comfortable: true,
  })
  for (const text of [undefined, '', 'null', '[1]', '"x"', '{"columns":"rev","widths":null,"comfortable":"yes"}']) {
    expect(readLayout(text), text).toEqual({})
  }
})
