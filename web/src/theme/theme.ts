// The look: neutral greys, one brand colour, amber for outside only. Sizes and spacing follow a 4 px step.
import { createTheme, type MantineColorsTuple } from '@mantine/core'
import { ramp } from '~/lib/colour'

const gray: MantineColorsTuple = [
  '#fafafa', '#f4f4f5', '#e9e9eb', '#dcdcdf', '#c4c4c9', '#9b9ba3', '#75757e', '#55555d', '#3a3a41', '#212126',
]
const dark: MantineColorsTuple = [
  '#e3e3e6', '#c3c3c9', '#a3a3ab', '#7d7d87', '#4c4c55', '#36363d', '#2a2a30', '#1d1d22', '#17171b', '#111114',
]
const amber: MantineColorsTuple = [
  '#fff8e6', '#ffedc2', '#ffdb85', '#fcc545', '#f0ac15', '#d18f00', '#a86f00', '#8a5900', '#6f4700', '#533500',
]

export const themeFor = (brand: string) =>
  createTheme({
    primaryColor: 'brand',
    primaryShade: { light: 8, dark: 6 },
    colors: { brand: ramp(brand), gray, dark, amber },
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    headings: {
      fontWeight: '600',
      sizes: {
        h1: { fontSize: '20px', lineHeight: '28px' },
        h2: { fontSize: '16px', lineHeight: '24px' },
        h3: { fontSize: '14px', lineHeight: '20px' },
      },
    },
    fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
    lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
    spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
    radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
    defaultRadius: 'sm',
    cursorType: 'pointer',
    respectReducedMotion: true,
    components: {
      Modal: { defaultProps: { centered: false, yOffset: '10vh', overlayProps: { backgroundOpacity: 0.4 } } },
      // Inside a dialog a header is no landmark of the page.
      ModalHeader: { defaultProps: { role: 'presentation' } },
      DrawerHeader: { defaultProps: { role: 'presentation' } },
      Tooltip: { defaultProps: { openDelay: 300, withArrow: false, events: { hover: true, focus: true, touch: true } } },
      Button: { defaultProps: { size: 'sm' } },
      Badge: { defaultProps: { tt: 'none', fw: 400 } },
    },
  })
