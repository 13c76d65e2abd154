// What can be done with a work package: its one next step, and everything else with the reason where it may not be done now.
import { Alert, Textarea } from '@mantine/core'
import '~/theme/late.css'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { may, refusal } from '~/api/abilities'
import { movePackage, type PackageMove, packageQuery, packagesKey } from '~/api/queries/packages'
import type { At } from '~/api/queries/project'
import type { PackageState, WorkPackage } from '~/api/types'
import { isProblem } from '~/lib/problem'
import { type Action, FormDialog, toast, useDialog, useForm } from '~/ui'
import { EvidenceDialog } from './Evidence'
import classes from './packages.module.css'

/** The moves of each state, the usual one first. */
const MOVES: Record<PackageState, PackageMove[]> = {
  open: ['start'],
  in_progress: ['submit'],
  submitted: ['approve', 'return'],
  returned: ['resume'],
  approved: ['close'],
  closed: [],
}

/** Does an act and brings everything up to date that it shows in; whoever comes too late is shown how it stands now. */
export function useActing(at: At, id: string) {
  const client = useQueryClient()
  return async (act: () => Promise<WorkPackage>): Promise<WorkPackage> => {
    try {
      const answer = await act()
      client.setQueryData(packageQuery(at, id).queryKey, answer)
      void client.invalidateQueries({ queryKey: [...packagesKey(at), 'list'] })
      return answer
    } catch (problem) {
      if (isProblem(problem) && [404, 409, 412].includes(problem.status)) void client.invalidateQueries({ queryKey: packagesKey(at) })
      throw problem
    }
  }
}

export function usePackageActions(at: At, one: WorkPackage): { primary: Action | undefined; rest: Action[] } {
  const { t } = useTranslation('packages')
  const open = useDialog()
  const navigate = useNavigate()
  const not = (act: string) => refusal(one.abilities, act, t('refused'))
  const moves: Action[] = MOVES[one.state].map((move) => ({
    id: move,
    label: t(`moves.${move}`),
    refusal: not(`work_package.${move}`),
    run: () => open((close) => <MoveDialog at={at} one={one} move={move} onClose={close} />),
  }))
  const evidence: Action = {
    id: 'evidence',
    label: t('addEvidence'),
    refusal: not('work_package.contribute'),
    run: () => open((close) => <EvidenceDialog at={at} one={one} onClose={close} />),
  }
  const edit: Action = {
    id: 'edit',
    label: t('edit'),
    refusal: not('work_package.edit'),
    run: () => void navigate({ to: '/o/$org/p/$project/packages/$package', params: { ...at, package: one.id }, search: { edit: 'true' } }),
  }
  // Nothing is closed without evidence, so adding some comes first.
  const closing = one.state === 'approved' && one.evidence.length === 0 && may(one.abilities, 'work_package.contribute')
  const primary = closing ? evidence : moves.find((action) => !action.refusal)
  const all = one.state === 'closed' ? [] : [...moves, evidence, edit]
  return { primary, rest: all.filter((action) => action !== primary) }
}

function MoveDialog({ at, one, move, onClose }: { at: At; one: WorkPackage; move: PackageMove; onClose: () => void }) {
  const { t } = useTranslation('packages')
  const acting = useActing(at, one.id)
  const form = useForm({ note: '' })
  return (
    <FormDialog
      title={t(`moveTitles.${move}`, { reference: one.reference })}
      form={form}
      submit={t(`moves.${move}`)}
      danger={move === 'return'}
      onClose={onClose}
      onSubmit={async ({ note }) => {
        await acting(() => movePackage(at, one.id, move, { version: one.version, note }))
        toast(t(`moved.${move}`, { reference: one.reference }))
      }}
    >
      <p className={classes['text']}>{t(`moveTexts.${move}`)}</p>
      {move === 'submit' && one.warnings.length > 0 && <Unfinished warnings={one.warnings} />}
      <Textarea
        label={t(move === 'return' ? 'reason' : 'word')}
        required={move === 'return'}
        data-autofocus
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        {...form.text('note')}
      />
    </FormDialog>
  )
}

/** What is not finished yet. */
export function Unfinished({ warnings }: { warnings: string[] }) {
  const { t } = useTranslation('packages')
  return (
    <Alert color="gray" title={t('unfinished')}>
      <ul className={classes['warnings']}>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Alert>
  )
}
