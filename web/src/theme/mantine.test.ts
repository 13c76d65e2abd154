// Guards lists that nothing else keeps in step: the stylesheets of the Mantine components in use.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const root = join(__dirname, '..')
const styles = (name: string) => readFileSync(join(__dirname, name), 'utf8')
const holds = (sheet: string, component: string) => sheet.includes(`/${component}.css`)
/** Components drawn by another one's stylesheet. */
const UNDER: Record<string, string> = {
  TextInput: 'Input',
  Textarea: 'Input',
  Select: 'Combobox',
  MultiSelect: 'Combobox',
  TagsInput: 'Combobox',
  Autocomplete: 'Combobox',
}

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? files(path) : /\.tsx$/.test(path) && !path.includes('.test.') ? [path] : []
  })

function components(text: string): string[] {
  const imports = text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)
  const names = [...imports].flatMap(([, list = '']) => list.split(',').map((name) => name.trim().split(' ')[0] ?? ''))
  const folder = join(root, '../node_modules/@mantine/core/styles')
  return names.map((name) => UNDER[name] ?? name).filter((name) => existsSync(join(folder, `${name}.css`)))
}

it('brings the stylesheet of every component in use to the files that use it', () => {
  const [first, late] = [styles('mantine.css'), styles('late.css')]
  const missing = files(root).flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    return components(text)
      .filter((name) => !holds(first, name) && !(holds(late, name) && text.includes("'~/theme/late.css'")))
      .map((name) => `${file.slice(root.length + 1)}: ${name}`)
  })
  expect(missing).toEqual([])
})
