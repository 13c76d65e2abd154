// Parts of a screen that are fetched when they are first wanted, such as dialogs.
import { type ComponentType, lazy, type LazyExoticComponent } from 'react'

type Props<Part> = Part extends (props: infer P extends object) => unknown ? P : never

/** A named component of a module, loaded on first use; draw it inside a Suspense. */
export function lazily<Module, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
): LazyExoticComponent<ComponentType<Props<Module[Name]>>> {
  return lazy(async () => ({ default: (await load())[name] as ComponentType<Props<Module[Name]>> }))
}
