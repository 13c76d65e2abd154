// The register's columns under the names that an export has for them.

const KNOWN = new Set([
  'number',
  'title',
  'rev',
  'status',
  'type',
  'discipline',
  'outside',
  'updated',
  'approved',
  'uploaded',
  'revision_date',
  'accepted',
  'pages',
  'issued',
  'sent',
  'workflow',
  'zone',
  'stage',
  'level',
  'package',
  'originator',
  'programme',
  'sub_programme',
  'wbs',
  'area',
  'building',
  'floor',
  'asset_tag',
])

/** The columns on the screen, the number first; what is no field of every project is one of its own. */
export const exportColumns = (shown: readonly string[]): string[] => [
  'number',
  ...shown.filter((key) => key !== 'number' && key !== 'more').map((key) => (KNOWN.has(key) ? key : `fields.${key}`)),
]
