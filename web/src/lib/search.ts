// Reading filters from the address: only known names, only text that says something.

/** Keeps the named parameters as text; everything else in the address is dropped. */
export function strings<const Name extends string>(...names: Name[]) {
  return (search: Record<string, unknown>): { [Key in Name]?: string | undefined } => {
    const found: { [Key in Name]?: string | undefined } = {}
    for (const name of names) {
      const value = search[name]
      if (typeof value === 'string' && value !== '') found[name] = value
      // The router reads bare numbers and booleans out of the address; they were text there.
      else if (typeof value === 'number' || typeof value === 'boolean') found[name] = String(value)
    }
    return found
  }
}
