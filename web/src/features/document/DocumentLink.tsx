// Another document, by number and title.
import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { At } from '~/api/queries/project'
import type { DocumentName } from '~/api/types'

export function DocumentLink({ at, document }: { at: At; document: DocumentName }) {
  return (
    <Anchor component={Link} to={`/o/${at.org}/p/${at.project}/register/${document.id}`}>
      {document.number} · {document.title}
    </Anchor>
  )
}
