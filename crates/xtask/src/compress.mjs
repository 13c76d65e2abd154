// Writes a .gz and a .br file beside every file of $FOLDER that becomes smaller by it.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const methods = {
  '.gz': (bytes) => gzipSync(bytes, { level: 9 }),
  '.br': (bytes) =>
    brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
}

for (const entry of readdirSync(process.env.FOLDER, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name)
  if (!entry.isFile() || file.endsWith('.gz') || file.endsWith('.br')) continue
  const bytes = readFileSync(file)
  for (const [ending, compress] of Object.entries(methods)) {
    const smaller = compress(bytes)
    if (smaller.length < bytes.length * 0.95) writeFileSync(file + ending, smaller)
    else rmSync(file + ending, { force: true })
  }
}
