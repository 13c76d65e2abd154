// Which letters the bytes of a text file mean. Files seldom say; most are UTF-8, and old ones are of the Windows kind.

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1250', 'windows-1251', 'shift_jis', 'gb18030', 'euc-kr'] as const
export type Encoding = (typeof ENCODINGS)[number]

const starts = (bytes: Uint8Array, ...mark: number[]) => mark.every((byte, index) => bytes[index] === byte)

/** Guesses from the mark at the start, else from whether the bytes make sense as UTF-8. The end may be cut off. */
export function guessEncoding(bytes: Uint8Array): Encoding {
  if (starts(bytes, 0xef, 0xbb, 0xbf)) return 'utf-8'
  if (starts(bytes, 0xff, 0xfe)) return 'utf-16le'
  if (starts(bytes, 0xfe, 0xff)) return 'utf-16be'
  // Plain letters in sixteen bits have a zero in every other byte.
  const look = bytes.subarray(0, 512)
  const zeros = [0, 1].map((odd) => look.filter((byte, index) => index % 2 === odd && byte === 0).length)
  const most = look.length / 4
  if (look.length >= 4 && (zeros[1] ?? 0) > most) return 'utf-16le'
  if (look.length >= 4 && (zeros[0] ?? 0) > most) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

export const decode = (bytes: Uint8Array, encoding: Encoding) => new TextDecoder(encoding).decode(bytes, { stream: true })
