// The keys, shown by "?".
import { Kbd, Modal, Table, Title } from '@mantine/core'
import '~/theme/late.css'
import { useTranslation } from 'react-i18next'

const KEYS = [
  ['everywhere', [['Ctrl K', 'palette'], ['?', 'help'], ['/', 'search'], ['Esc', 'close']]],
  ['lists', [['↑ ↓', 'move'], ['Home End', 'ends'], ['Space X', 'select'], ['Shift ↑ ↓', 'selectMany'], ['Enter', 'open'], ['→ ←', 'fold']]],
  [
    'viewer',
    [
      ['PgDn PgUp', 'page'],
      ['+ −', 'zoom'],
      ['0 1', 'fit'],
      ['← ↑ ↓ →', 'pan'],
      ['R Shift R', 'rotate'],
      ['T', 'thumbs'],
      ['/', 'find'],
      ['N Shift N', 'places'],
      ['F', 'full'],
      ['O', 'overlay'],
      ['B M', 'blink'],
    ],
  ],
] as const

export default function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('ui')
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      {KEYS.map(([group, rows]) => (
        <section key={group}>
          <Title order={3} mt="md">
            {t(`keys.${group}`)}
          </Title>
          <Table verticalSpacing={4}>
            <Table.Tbody>
              {rows.map(([key, what]) => (
                <Table.Tr key={key}>
                  <Table.Th w={140} fw={400} scope="row">
                    <Kbd>{key}</Kbd>
                  </Table.Th>
                  <Table.Td>{t(`keys.${what}`)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ))}
    </Modal>
  )
}
