// Places in a text as the server counts them, in characters, and as the browser does, in UTF-16 units.

/** How many characters lie before so many units. */
export const toCharacters = (text: string, units: number): number => [...text.slice(0, units)].length

/** How many units so many characters take. */
export const toUnits = (text: string, characters: number): number => [...text].slice(0, characters).join('').length

/** The text with the part between two places, given in characters, replaced; and where the caret stands after it, in units. */
export function replaced(text: string, from: number, to: number, by: string): { text: string; caret: number } {
  const start = toUnits(text, from)
  return { text: text.slice(0, start) + by + text.slice(toUnits(text, to)), caret: start + by.length }
}
