// "7, 1" as numbers; what is not a number is left to the server to complain about by leaving it out.

export const readDays = (text: string): number[] =>
  text
    .split(/[\s,;]+/)
    .map(Number)
    .filter((count) => Number.isInteger(count) && count > 0)
