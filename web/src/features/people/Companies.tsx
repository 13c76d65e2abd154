// The companies people come from. Which of them control projects decides who is outside.
import { Button, Select, Switch, TextInput } from '@mantine/core'
import '~/theme/late.css'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Company } from '~/api/types'
import { useListing } from '~/api/paging'
import { changeCompany, companiesKey, createCompany, designationsQuery, listCompanies } from '~/api/queries/organisation'
import { ActionMenu, type Column, DataTable, EmptyState, FormDialog, StatusChip, toast, Toolbar, useDialog, useForm } from '~/ui'

export function Companies({ org, mayManage }: { org: string; mayManage: boolean }) {
  const { t } = useTranslation('people')
  const open = useDialog()
  const listing = useListing<Company>({ key: companiesKey(org), load: listCompanies(org) })
  const { data: designations } = useQuery(designationsQuery(org))
  const label = (code: string) => designations?.items.find((one) => one.code === code)?.label ?? code
  const menu = (company: Company) =>
    mayManage && (
      <ActionMenu
        label={company.name}
        actions={[
          {
            id: 'edit',
            label: t('company.edit'),
            run: () => open((close) => <CompanyDialog org={org} company={company} onClose={close} />),
          },
        ]}
      />
    )
  const kind = (company: Company) => company.controlling && <StatusChip>{t('controlling')}</StatusChip>
  const columns: Column<Company>[] = [
    { key: 'name', header: t('columns.name'), width: 'minmax(180px, 1fr)', cell: (company) => company.name },
    { key: 'designation', header: t('columns.designation'), width: '180px', cell: (company) => label(company.designation) },
    { key: 'controlling', header: t('columns.controlling'), width: '130px', cell: kind },
    { key: 'people', header: t('columns.people'), width: '90px', align: 'end', cell: (company) => company.people_count },
    { key: 'more', header: t('columns.more'), width: '52px', quiet: true, align: 'end', cell: menu },
  ]
  const add = mayManage && (
    <Button onClick={() => open((close) => <CompanyDialog org={org} onClose={close} />)}>{t('company.add')}</Button>
  )
  return (
    <>
      <Toolbar action={add} />
      <DataTable
        label={t('tabs.companies')}
        columns={columns}
        {...listing}
        getId={(company) => company.id}
        rowLabel={(company) => company.name}
        phone={(company) => ({
          first: (
            <>
              <strong>{company.name}</strong> {kind(company)} {menu(company)}
            </>
          ),
          second: <span>{label(company.designation)}</span>,
        })}
        empty={<EmptyState title={t('company.empty')} action={add} />}
      />
    </>
  )
}

function CompanyDialog({ org, company, onClose }: { org: string; company?: Company; onClose: () => void }) {
  const { t } = useTranslation('people')
  const client = useQueryClient()
  const { data: designations } = useQuery(designationsQuery(org))
  const form = useForm({
    name: company?.name ?? '',
    designation: company?.designation ?? 'consultant',
    controlling: company?.controlling ?? false,
  })
  return (
    <FormDialog
      title={company ? t('company.editTitle', { name: company.name }) : t('company.title')}
      form={form}
      submit={company ? t('company.edit') : t('company.add')}
      onClose={onClose}
      onSubmit={async (values) => {
        await (company ? changeCompany(org, company.id, values) : createCompany(org, values))
        await client.invalidateQueries({ queryKey: companiesKey(org) })
        toast(t('company.saved'))
      }}
    >
      <TextInput label={t('company.name')} required data-autofocus {...form.text('name')} />
      <Select
        label={t('company.designation')}
        allowDeselect={false}
        data={(designations?.items ?? []).map(({ code, label }) => ({ value: code, label }))}
        value={form.values.designation}
        onChange={(code) => form.set('designation', code ?? 'other')}
        error={form.errors['designation']}
      />
      <Switch label={t('company.controlling')} description={t('company.controllingHint')} {...form.check('controlling')} />
    </FormDialog>
  )
}
