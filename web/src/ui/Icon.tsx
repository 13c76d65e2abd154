// The product's own small set of line icons, drawn on a 20 px grid in the text colour.
// They are decoration: every control that shows one also has a name in words.

const PATHS = {
  home: 'M3 9.5 10 3.5l7 6V16.5H12v-4H8v4H3z',
  dashboard: 'M3.5 16.500h13M5.500 16.500V11M10 16.500V4.500M14.500 16.500V8.500',
  reports: 'M4.500 3.500h11v13h-11zM7.500 13.500v-3M10 13.500v-6M12.500 13.500v-4.500',
  register: 'M4 3.5h12v13H4zM4 7.5h12M7 11h6M7 13.5h4',
  transmittals: 'M3 9.500 17 3.500l-5 13-2.500-5.500zM9.500 11 17 3.500',
  workflows: 'M3 4h5v4H3zM12 12h5v4h-5zM5.500 8v6H12M8 6h6.500v6',
  packages: 'M10 3.500 16.500 7v6.500L10 17l-6.500-3.500V7zM3.500 7 10 10.500 16.500 7M10 10.500V17',
  steps: 'M4 5.500l1.500 1.500L8 4.500M10.500 6H17M4 13.500l1.500 1.500L8 12.500M10.500 14H17',
  pending: 'M10 3a7 7 0 1 0 0 14a7 7 0 1 0 0-14M10 6.5V10l2.5 2',
  shares: 'M8 12 12 8M9 6l1.8-1.8a3.2 3.2 0 0 1 4.9 4.9L14 11M11 14l-1.8 1.8a3.2 3.2 0 0 1-4.9-4.9L6 9',
  access: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5M10 7.8a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 1 0 0-4.4',
  people: 'M7.5 9.5a2.75 2.75 0 1 0 0-5.5a2.75 2.75 0 1 0 0 5.5M2.5 16c0-3 2-4.5 5-4.5s5 1.5 5 4.5M13 4.3a2.6 2.6 0 0 1 0 5M14.5 11.8c2 .5 3 2 3 4.2',
  audit: 'M5 3.5h7l3 3v10H5zM12 3.5v3h3M7.5 10h5M7.5 13h5',
  requests: 'M4 16l.8-3.800 8.200-8.200 3 3-8.200 8.200zM11.200 5.800l3 3',
  bin: 'M4 6h12M8 6V4h4v2M5.800 6l.7 10.500h7L14.200 6M8.500 9v4.500M11.500 9v4.500',
  outbox: 'M3 5h14v10.5H3zM3 5.5l7 5.5 7-5.5',
  settings: 'M3 6h7M14 6h3M12 4v4M3 14h3M10 14h7M8 12v4M3 10h9M16 10h1M14 8.2v3.6',
  projects: 'M3 5.5h5l1.5 2H17v8.5H3z',
  bell: 'M5 13.5c1-1 1-2 1-4.5a4 4 0 0 1 8 0c0 2.500 0 3.500 1 4.500zM8.500 16a1.600 1.600 0 0 0 3 0',
  person: 'M10 10a3.200 3.200 0 1 0 0-6.400a3.200 3.200 0 1 0 0 6.400M4 17c0-3.500 2.500-5 6-5s6 1.500 6 5',
  search: 'M9 4a5 5 0 1 0 0 10a5 5 0 1 0 0-10M12.700 12.700 16.500 16.500',
  close: 'M5 5l10 10M15 5L5 15',
  more: 'M10 4.500v.1M10 10v.1M10 15.500v.1',
  grip: 'M7.500 5v.1M12.500 5v.1M7.500 10v.1M12.500 10v.1M7.500 15v.1M12.500 15v.1',
  menu: 'M3.500 6h13M3.500 10h13M3.500 14h13',
  left: 'M12 4.500 6.500 10l5.500 5.500',
  right: 'M8 4.500 13.500 10 8 15.500',
  up: 'M4.500 12.500 10 7l5.500 5.500',
  down: 'M4.500 7.500 10 13l5.500-5.500',
  check: 'M4 10.500 8 14.500 16 5.500',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  upload: 'M10 13V4M6.500 7.500 10 4l3.500 3.500M4 13v3h12v-3',
  download: 'M10 4v9M6.500 9.500 10 13l3.500-3.500M4 13v3h12v-3',
  pause: 'M7.500 5v10M12.500 5v10',
  play: 'M7 4.500v11l8-5.500z',
  again: 'M15.500 10a5.500 5.500 0 1 1-1.800-4M14 3v3.500h-3.500',
  lock: 'M5 9h10v7.500H5zM7 9V6.500a3 3 0 0 1 6 0V9',
  file: 'M5 3.500h7l3 3v10H5zM12 3.500v3h3',
  warning: 'M10 3.500 17.500 16.500h-15zM10 8.500v4M10 14.300v.1',
  expand: 'M12 4h4v4M16 4l-5 5M8 16H4v-4M4 16l5-5',
  fit: 'M3.500 7V3.500H7M13 3.500h3.500V7M16.500 13v3.500H13M7 16.500H3.500V13',
  width: 'M3 5v10M17 5v10M6 10h8M8 8l-2 2 2 2M12 8l2 2-2 2',
  rotate: 'M15.500 10a5.500 5.500 0 1 1-1.800-4M14 3v3.500h-3.500',
  filter: 'M3.500 5h13l-5 6v5l-3-1.500V11z',
  link: 'M8 12 12 8M9 6l1.800-1.800a3.200 3.200 0 0 1 4.900 4.900L14 11M11 14l-1.800 1.800a3.200 3.200 0 0 1-4.900-4.900L6 9',
  pages: 'M3.500 4h4v5h-4zM3.500 11h4v5h-4zM10 4h6.500v12H10z',
  compare: 'M3 5h6v10H3zM11 5h6v10h-6zM10 2.500v15',
  keys: 'M2.500 6h15v8.500h-15zM5.500 9v.1M8.500 9v.1M11.500 9v.1M14.500 9v.1M7 12h6',
  move: 'M10 3v14M3 10h14M8 5l2-2 2 2M8 15l2 2 2-2M5 8l-2 2 2 2M15 8l2 2-2 2',
  undo: 'M7 4.500 3.500 8 7 11.500M3.500 8h8a4.500 4.500 0 0 1 0 9H8',
  restricted: 'M10 3l6 2v5c0 3.500-2.500 6-6 7-3.500-1-6-3.500-6-7V5z',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' || name === 'grip' ? 2.4 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
