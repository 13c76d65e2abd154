// Pages for what cannot be shown: it is not there (for this person), or it failed.
import { Button, Stack } from '@mantine/core'
import { type ErrorComponentProps, Link, useParams, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { isProblem } from '~/lib/problem'
import { EmptyState, ErrorBox } from '~/ui'

export function NotFoundScreen() {
  const { t } = useTranslation('frame')
  return (
    <EmptyState
      whole
      title={t('error.notFound')}
      action={
        <Button component={Link} to="/">
          {t('error.home')}
        </Button>
      }
    >
      {t('error.notFoundText')}
    </EmptyState>
  )
}

export function ErrorScreen({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation('frame')
  const router = useRouter()
  const params = useParams({ strict: false })
  if (isProblem(error) && error.code === 'document_merged') {
    const merged = error.more['document_id']
    return (
      <EmptyState
        whole
        title={t('error.merged')}
        action={
          typeof merged === 'string' && (
            <Button component={Link} to={`/o/${params.org}/p/${params.project}/register/${merged}`}>
              {t('error.mergedOpen')}
            </Button>
          )
        }
      >
        {error.message}
      </EmptyState>
    )
  }
  if (isProblem(error) && error.status === 404) return <NotFoundScreen />
  return (
    <Stack p="lg" maw={640}>
      <ErrorBox
        error={error}
        title={t('error.title')}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </Stack>
  )
}
