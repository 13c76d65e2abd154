// Says what a browser loads before the first screen of a route is there, and fails the build when it is too much.
// Counted are the scripts and styles, gzipped; the typeface may come later and is not.
import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const KB = 1000

/** `limits` names route files, each with those of the frames around it, and the most kilobytes that together they may have. */
export function firstLoad(limits: [routes: string[], kilobytes: number][]): Plugin {
  return {
    name: 'wayleave:first-load',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const size = (file: string) => {
          const output = bundle[file]
          if (!output) return 0
          return gzipSync(output.type === 'chunk' ? output.code : output.source).length
        }
        const walk = (file: string, found: Set<string>) => {
          const chunk = bundle[file]
          if (chunk?.type !== 'chunk' || found.has(file)) return
          found.add(file)
          for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style)
          for (const next of chunk.imports) walk(next, found)
        }
        const chunks = Object.values(bundle).filter((output) => output.type === 'chunk')
        for (const [routes, limit] of limits) {
          const route = routes.at(-1) ?? ''
          const found = new Set<string>()
          const roots = chunks.filter(
            ({ isEntry, facadeModuleId }) => isEntry || routes.some((name) => facadeModuleId?.includes(`/routes/${name}.tsx`)),
          )
          if (!roots.some(({ facadeModuleId }) => facadeModuleId?.includes(`/routes/${route}.tsx`))) this.error(`no route ${route} in the build`)
          for (const { fileName } of roots) walk(fileName, found)
          const total = [...found].reduce((sum, file) => sum + size(file), 0) / KB
          this.info(`first load of ${route}: ${total.toFixed(1)} kB gzipped in ${found.size} files`)
          if (total > limit) this.error(`the first load of ${route} is ${total.toFixed(1)} kB gzipped; ${limit} kB is the most`)
        }
      },
    },
  }
}
