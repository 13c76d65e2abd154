// Guards two lists that nothing else keeps in step: the stylesheets of the Mantine components in use.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(__dirname, '..')
const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? files(path) : /\.tsx?$/.test(path) ? [path] : []
  })

it('imports the stylesheet of every component in use', () => {
  const used = new Set<string>()
  for (const file of files(root)) {
    for (const [, names = ''] of readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)) {
      for (const name of names.split(',')) used.add(name.trim().replace(/^type /, '').split(' ')[0] ?? '')
    }
  }
  const styles = readFileSync(join(__dirname, 'mantine.css'), 'utf8')
  const folder = join(root, '../node_modules/@mantine/core/styles')
  const missing = [...used].filter((name) => existsSync(join(folder, `${name}.css`)) && !styles.includes(`/${name}.css`))
  expect(missing).toEqual([])
})
