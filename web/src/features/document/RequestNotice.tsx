// Above a document: one's own open edit request, or that there are some to decide on.
import { Alert, Anchor, Button, Group, Text } from '@mantine/core'
import '~/theme/late.css'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { At } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { withdrawRequest } from '~/api/queries/requests'
import type { Document, EditRequest } from '~/api/types'
import { Icon, toast, useConfirm } from '~/ui'
import { ChangeList } from './wishes'

export function useWithdraw(at: At) {
  const { t } = useTranslation('requests')
  const client = useQueryClient()
  const confirm = useConfirm()
  return async (request: EditRequest) => {
    const done = await confirm({
      title: t('withdrawTitle', { number: request.document.number }),
      text: t('withdrawText'),
      action: t('withdraw'),
      danger: true,
      run: () => withdrawRequest(at, request.id),
    })
    if (!done) return
    await client.invalidateQueries({ queryKey: registerKey(at) })
    toast(t('withdrawn'))
  }
}

export function RequestNotice({ at, document }: { at: At; document: Document }) {
  const { t } = useTranslation('requests')
  const [opened, { toggle }] = useDisclosure()
  const withdraw = useWithdraw(at)
  const own = document.open_edit_request
  const waiting = document.edit_requests_open ?? 0
  if (own) {
    return (
      <Alert color="gray" icon={<Icon name="requests" />} py="xs" mx="lg" mb="sm">
        <Group justify="space-between" gap="xs">
          <Text size="sm">{t('own')}</Text>
          <Group gap="xs">
            <Button size="compact-xs" variant="default" onClick={toggle} aria-expanded={opened}>
              {t(opened ? 'hide' : 'show')}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => void withdraw(own)}>
              {t('withdraw')}
            </Button>
          </Group>
        </Group>
        {opened && (
          <div style={{ paddingTop: 8 }}>
            <ChangeList at={at} request={own} />
            {own.comment && (
              <Text size="sm" mt="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
                {own.comment}
              </Text>
            )}
          </div>
        )}
      </Alert>
    )
  }
  if (waiting === 0) return null
  return (
    <Alert color="gray" icon={<Icon name="requests" />} py="xs" mx="lg" mb="sm">
      <Text size="sm">
        <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/requests?document=${document.id}`}>
          {t('toDecide', { count: waiting })}
        </Anchor>
      </Text>
    </Alert>
  )
}
