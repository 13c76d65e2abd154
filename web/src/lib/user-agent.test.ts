import { expect, it } from 'vitest'
import { device } from './user-agent'

it('names browser and system as people know them', () => {
  expect(device('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0')).toBe('Edge, Windows')
  expect(device('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604')).toBe('Safari, iOS')
  expect(device('curl/8')).toBeUndefined()
})
