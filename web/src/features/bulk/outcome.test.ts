import { describe, expect, it } from 'vitest'
import { without, wrongEverywhere, wrongRows } from './outcome'

describe('changing many', () => {
  it('tells which rows stand in the way, in their order, each once', () => {
    const wrong = wrongRows({ 'ids[10]': 'Locked.', 'ids[2].title': 'Too long.', 'ids[2].zone': 'Unknown.', reason: 'Say why.' }, 12)
    expect(wrong).toEqual([
      { index: 2, said: 'Too long. Unknown.' },
      { index: 10, said: 'Locked.' },
    ])
  })
  it('blames the value and not the rows when it is wrong for all of them', () => {
    const said = { 'ids[0].fields.lot': 'There is no such option.', 'ids[1].fields.lot': 'There is no such option.' }
    expect(wrongEverywhere(said, 2)).toEqual({ 'fields.lot': 'There is no such option.' })
    expect(wrongRows(said, 2)).toEqual([])
    expect(wrongRows(said, 3)).toHaveLength(2)
  })
  it('goes on without them', () => {
    expect(without(['a', 'b', 'c'], [{ index: 1, said: '' }])).toEqual(['a', 'c'])
  })
})
