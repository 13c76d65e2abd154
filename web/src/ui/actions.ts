// What a person can do, as one object: menus, bars and the palette all draw the same one.

export type Action = {
  id: string
  label: string
  run: () => void
  /** Why it is not possible now; shown instead of hiding the action. */
  refusal?: string | undefined
  danger?: boolean
  /** Words that find it in the palette besides its label. */
  keywords?: string
  group?: string
}
