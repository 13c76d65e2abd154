// The numbering of one project: its scheme or the organisation's, its counters, its gaps, and the preset.
import { Button, Divider, Group, Skeleton, Stack, Text } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { may, refusal } from '~/api/abilities'
import { followOrganisation, numberingQuery, previewScheme, saveNumbering } from '~/api/queries/numbering'
import { type At, projectQuery } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { ErrorBox, toast, useConfirm } from '~/ui'
import { Counters } from './Counters'
import { Gaps } from './Gaps'
import { NumberingForm } from './NumberingForm'
import { PresetChoice } from './Preset'

export function ProjectNumberingSettings({ at }: { at: At }) {
  const { t } = useTranslation('numbering')
  const client = useQueryClient()
  const confirm = useConfirm()
  const [own, setOwn] = useState(false)
  const query = numberingQuery(at)
  const { data, error, refetch } = useQuery(query)
  if (error) return <ErrorBox error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton height={240} />
  const refused = refusal(data.abilities, 'project.settings', t('refused'))
  const follows = data.level === 'organisation' && !own
  const settled = async () => {
    await client.invalidateQueries({ queryKey: query.queryKey })
    void client.invalidateQueries({ queryKey: registerKey(at) })
    void client.invalidateQueries({ queryKey: projectQuery(at).queryKey, exact: true })
  }
  const follow = async () => {
    if (data.level === 'organisation') {
      setOwn(false)
      return
    }
    const done = await confirm({
      title: t('followTitle'),
      text: t('followText'),
      action: t('follow'),
      run: () => followOrganisation(at),
    })
    if (!done) return
    setOwn(false)
    await settled()
    toast(t('saved'))
  }
  return (
    <Stack gap="xl">
      <PresetChoice at={at} onChosen={settled} />
      <Stack gap="md">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Text c="dimmed">{t(follows ? 'follows' : 'ownScheme')}</Text>
          {refused === undefined && follows && (
            <Button variant="default" size="xs" onClick={() => setOwn(true)} style={{ flex: 'none' }}>
              {t('makeOwn')}
            </Button>
          )}
        </Group>
        <NumberingForm
          key={`${follows}${JSON.stringify(data.numbering)}`}
          numbering={data.numbering}
          fields={data.fields}
          previewKey={query.queryKey}
          onPreview={(scheme, signal) => previewScheme(at, scheme, signal)}
          refused={refused ?? (follows ? t('follows') : undefined)}
          extra={
            <Button variant="default" onClick={() => void follow()}>
              {t('follow')}
            </Button>
          }
          onSave={async (numbering) => {
            client.setQueryData(query.queryKey, await saveNumbering(at, numbering))
            await settled()
            toast(t('saved'))
          }}
        />
      </Stack>
      <Divider />
      <Counters at={at} scheme={data.numbering.scheme} fields={data.fields} />
      {may(data.abilities, 'numbering.gaps') && (
        <>
          <Divider />
          <Gaps at={at} />
        </>
      )}
    </Stack>
  )
}
