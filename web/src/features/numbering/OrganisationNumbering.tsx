// The numbering of all projects that have none of their own.
import { Skeleton, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import { organisationNumberingQuery, previewOrganisationScheme, saveOrganisationNumbering } from '~/api/queries/numbering'
import { ErrorBox, toast } from '~/ui'
import { NumberingForm } from './NumberingForm'

export function OrganisationNumberingSettings({ org }: { org: string }) {
  const { t } = useTranslation('numbering')
  const client = useQueryClient()
  const query = organisationNumberingQuery(org)
  const { data, error, refetch } = useQuery(query)
  if (error) return <ErrorBox error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton height={240} />
  return (
    <Stack gap="md">
      <Text c="dimmed">{t('organisationHint')}</Text>
      <NumberingForm
        key={JSON.stringify(data.numbering)}
        numbering={data.numbering}
        fields={data.fields}
        previewKey={['organisation', org, 'numbering']}
        onPreview={(scheme, signal) => previewOrganisationScheme(org, scheme, signal)}
        refused={refusal(data.abilities, 'option.manage', t('refused'))}
        onSave={async (numbering) => {
          const saved = await saveOrganisationNumbering(org, numbering)
          client.setQueryData(query.queryKey, saved)
          void client.invalidateQueries({ queryKey: ['project', org], predicate: ({ queryKey }) => queryKey.includes('numbering') })
          toast(t('saved'))
        }}
      />
    </Stack>
  )
}
