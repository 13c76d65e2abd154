// What can be done with a transmittal, beyond preparing it. What may not be done now is there, with the reason.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { refusal } from '~/api/abilities'
import type { At } from '~/api/queries/project'
import { registerKey } from '~/api/queries/register'
import { deleteTransmittal, recallTransmittal, reissueTransmittal, remindRecipients, transmittalQuery, transmittalsKey } from '~/api/queries/transmittals'
import type { Transmittal } from '~/api/types'
import { CreateGuestShare, ReasonDialog } from '~/features/shares'
import { type Action, toast, toastError, useConfirm, useDialog } from '~/ui'

/** Brings everything up to date that a transmittal shows in. */
export function useTaken(at: At) {
  const client = useQueryClient()
  return (transmittal: Transmittal) => {
    client.setQueryData(transmittalQuery(at, transmittal.id).queryKey, transmittal)
    void client.invalidateQueries({ queryKey: [...transmittalsKey(at), 'list'] })
    void client.invalidateQueries({ queryKey: [...transmittalsKey(at), 'owed'] })
    void client.invalidateQueries({ queryKey: registerKey(at) })
  }
}

export function useTransmittalActions(at: At, transmittal: Transmittal): Action[] {
  const { t } = useTranslation('transmittals')
  const client = useQueryClient()
  const navigate = useNavigate()
  const confirm = useConfirm()
  const open = useDialog()
  const taken = useTaken(at)
  const { id, number, abilities } = transmittal
  // An act that the server does not name is not for this reader or this state.
  const not = (act: string) => refusal(abilities, act, t('refused'))
  const known = (act: string) => abilities[act] !== undefined
  if (transmittal.state === 'draft') {
    return [
      {
        id: 'delete',
        label: t('delete'),
        danger: true,
        refusal: not('transmittal.manage'),
        run: () =>
          void confirm({
            title: t('deleteTitle', { number }),
            text: t('deleteText', { number }),
            action: t('delete'),
            danger: true,
            run: () => deleteTransmittal(at, id),
          }).then((done) => {
            if (!done) return
            toast(t('deleted', { number }))
            void client.invalidateQueries({ queryKey: [...transmittalsKey(at), 'list'] })
            void navigate({ to: '/o/$org/p/$project/transmittals', params: at, search: {} })
          }),
      },
    ]
  }
  const reissue = async () => {
    try {
      const draft = await reissueTransmittal(at, id, {})
      void client.invalidateQueries({ queryKey: transmittalsKey(at), predicate: ({ queryKey }) => !queryKey.includes('check') })
      toast(t('reissued', { number: draft.number }))
      void navigate({ to: '/o/$org/p/$project/transmittals/$transmittal', params: { ...at, transmittal: draft.id } })
    } catch (error) {
      toastError(error)
    }
  }
  const remind = () =>
    void confirm({
      title: t('remindTitle', { number }),
      text: t('remindText'),
      action: t('remind'),
      run: async () => taken(await remindRecipients(at, id, {})),
    }).then((done) => done && toast(t('reminded')))
  const recall = () =>
    open((close) => (
      <ReasonDialog
        title={t('recallTitle', { number })}
        text={t('recallText', { count: transmittal.received?.length ?? 0 })}
        submit={t('recall')}
        required
        onClose={close}
        onSubmit={async (reason) => {
          taken(await recallTransmittal(at, id, { reason }))
          toast(t('recalled', { number }))
        }}
      />
    ))
  const share = () =>
    open((close) => (
      <CreateGuestShare
        at={at}
        transmittal={{ id, number, restricted: transmittal.documents.some(({ warnings }) => warnings.includes('restricted')), mailCode: transmittal.purpose.mail_code }}
        onClose={() => {
          void client.invalidateQueries({ queryKey: transmittalQuery(at, id).queryKey })
          close()
        }}
      />
    ))
  return [
    ...(known('guest_share.create') ? [{ id: 'share', label: t('share'), refusal: not('guest_share.create'), run: share }] : []),
    ...(known('transmittal.remind') ? [{ id: 'remind', label: t('remind'), refusal: not('transmittal.remind'), run: remind }] : []),
    ...(known('transmittal.reissue') ? [{ id: 'reissue', label: t('reissue'), refusal: not('transmittal.reissue'), run: () => void reissue() }] : []),
    ...(known('transmittal.recall') ? [{ id: 'recall', label: t('recall'), danger: true, refusal: not('transmittal.recall'), run: recall }] : []),
  ]
}
