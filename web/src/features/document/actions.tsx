// Everything that can be done with a document, as objects that menus, bars and the palette draw alike.
// Which of them exist for this person is what the server says in abilities.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazily } from '~/lib/lazily'
import { useTranslation } from 'react-i18next'
import { condition, refusal } from '~/api/abilities'
import type { Document, DocumentRow } from '~/api/types'
import type { At } from '~/api/queries/project'
import { deleteDocument, fileUrl, registerKey, restoreDocument } from '~/api/queries/register'
import { CreateGuestShare, ShareDialog } from '~/features/shares'
import { type Action, toast, toastError, useConfirm, useDialog } from '~/ui'

// One import of a module says once what it needs.
const dialogs = () => import('./dialogs')
const lifecycle = () => import('./lifecycle-dialogs')
const EditDialog = lazily(() => import('./EditDialog'), 'EditDialog')
const LockDialog = lazily(dialogs, 'LockDialog')
const RestrictDialog = lazily(dialogs, 'RestrictDialog')
const StatusDialog = lazily(dialogs, 'StatusDialog')
const RequestEditDialog = lazily(() => import('./RequestEditDialog'), 'RequestEditDialog')
const SupersedeDialog = lazily(lifecycle, 'SupersedeDialog')
const CloseDialog = lazily(lifecycle, 'CloseDialog')
const UnarchiveDialog = lazily(lifecycle, 'UnarchiveDialog')
export const MergeDialog = lazily(() => import('./MergeDialog'), 'MergeDialog')
const ReviseDialog = lazily(() => import('./ReviseDialog'), 'ReviseDialog')

/** Actions of a row of the register. */
export function useRowActions(at: At): (document: DocumentRow) => Action[] {
  const { t } = useTranslation('documents')
  const navigate = useNavigate()
  const open = useDialog()
  return (document) => {
    const list: Action[] = [
      {
        id: 'open',
        label: t('actions.open'),
        run: () =>
          void navigate({ to: '/o/$org/p/$project/register/$doc', params: { ...at, doc: document.id }, search: {} }),
      },
    ]
    const add = (ability: string, action: Omit<Action, 'refusal'>) => {
      if (ability in document.abilities) {
        list.push({ ...action, refusal: refusal(document.abilities, ability, t('actions.refused')) })
      }
    }
    add('document.download', {
      id: 'download',
      label: t('actions.download'),
      run: () => window.location.assign(fileUrl(at, document.id, document.revision.id)),
    })
    add('revision.upload', {
      id: 'revise',
      label: t('actions.revise'),
      run: () => open((close) => <ReviseDialog at={at} document={document} onClose={close} />),
    })
    add('document.share', {
      id: 'share',
      label: t('actions.share'),
      run: () => open((close) => <ShareDialog at={at} document={document} onClose={close} />),
    })
    add('guest_share.create', {
      id: 'guest',
      label: t('actions.guest'),
      run: () => open((close) => <CreateGuestShare at={at} document={document} onClose={close} />),
    })
    return list
  }
}

/** All actions of an opened document: those of its row, and those that change the document itself. */
export function useDocumentActions(at: At): (document: Document) => Action[] {
  const { t } = useTranslation('documents')
  const rowActions = useRowActions(at)
  const open = useDialog()
  const confirm = useConfirm()
  const client = useQueryClient()
  const navigate = useNavigate()

  async function remove(document: Document) {
    const number = document.number
    const done = await confirm({
      title: t('deleteDialog.title', { number }),
      text: t('deleteDialog.text'),
      action: t('deleteDialog.submit'),
      danger: true,
      run: () => deleteDocument(at, document.id),
    })
    if (!done) return
    await navigate({ to: '/o/$org/p/$project/register', params: at, search: {} })
    void client.invalidateQueries({ queryKey: registerKey(at) })
    toast(t('deleteDialog.done', { number }), () => {
      restoreDocument(at, document.id)
        .then(() => client.invalidateQueries({ queryKey: registerKey(at) }))
        .catch(toastError)
    })
  }

  return (document) => {
    const list = rowActions(document).filter((action) => action.id !== 'open')
    const add = (ability: string, action: Omit<Action, 'refusal'>, state?: string) => {
      if (ability in document.abilities) {
        list.push({ ...action, refusal: refusal(document.abilities, ability, t('actions.refused')) ?? state })
      }
    }
    // What an external changes, a Document Controller decides on.
    if (condition(document.abilities, 'document.edit')) {
      list.push({
        id: 'request-edit',
        label: t('actions.requestEdit'),
        refusal: document.open_edit_request ? t('actions.requestOpen') : undefined,
        run: () => open((close) => <RequestEditDialog at={at} document={document} onClose={close} />),
      })
    } else {
      add('document.edit', {
        id: 'edit',
        label: t('actions.edit'),
        run: () => open((close) => <EditDialog at={at} document={document} onClose={close} />),
      })
    }
    add(
      'document.status',
      {
        id: 'status',
        label: t('actions.status'),
        run: () => open((close) => <StatusDialog at={at} document={document} onClose={close} />),
      },
      document.next_statuses.length === 0 ? t('statusDialog.none') : undefined,
    )
    add(document.locked ? 'document.unlock' : 'document.lock', {
      id: 'lock',
      label: document.locked ? t('actions.unlock') : t('actions.lock'),
      run: () => open((close) => <LockDialog at={at} document={document} onClose={close} />),
    })
    add('document.restrict', {
      id: 'restrict',
      label: t('actions.restrict'),
      run: () => open((close) => <RestrictDialog at={at} document={document} onClose={close} />),
    })
    add('document.supersede', {
      id: 'supersede',
      label: t('actions.supersede'),
      run: () => open((close) => <SupersedeDialog at={at} document={document} onClose={close} />),
    })
    add('document.merge', {
      id: 'merge',
      label: t('actions.merge'),
      run: () => open((close) => <MergeDialog at={at} ids={[document.id]} onClose={close} />),
    })
    if (document.next_statuses.includes('withdrawn')) {
      list.push({
        id: 'withdraw',
        label: t('actions.withdraw'),
        danger: true,
        run: () => open((close) => <CloseDialog at={at} document={document} status="withdrawn" onClose={close} />),
      })
    }
    if (document.status === 'archived') {
      add('document.unarchive', {
        id: 'unarchive',
        label: t('actions.unarchive'),
        run: () => open((close) => <UnarchiveDialog at={at} document={document} onClose={close} />),
      })
    } else {
      add('document.archive', {
        id: 'archive',
        label: t('actions.archive'),
        run: () => open((close) => <CloseDialog at={at} document={document} status="archived" onClose={close} />),
      })
    }
    add('document.delete', {
      id: 'delete',
      label: t('actions.delete'),
      danger: true,
      run: () => void remove(document),
    })
    return list
  }
}
