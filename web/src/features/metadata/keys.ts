// The key of a field as its label suggests it: what the search language and the API call it.

const MOST = 32

export const keyOf = (label: string): string =>
  label
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+/, '')
    .slice(0, MOST)
    .replace(/_+$/, '')
