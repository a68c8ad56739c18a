'use client'
// Which AWS accounts and regions a source reads, with which role and credential: asked alike of every source that
// reads AWS.
import type { ReactNode } from 'react'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import type { AccountsForm, WhichAccounts } from '../accounts-form.ts'
import { NameField } from './add-source.tsx'
import type { Choices } from './read-cluster.tsx'
import { CredentialField } from './read-fields.tsx'
import { TextField } from './text-field.tsx'

const whichLabels = [
  { value: 'own', label: 'Its own account' },
  { value: 'organization', label: 'The whole organization' },
  { value: 'some', label: 'Some accounts' },
] as const

interface AccountFieldsProps {
  readonly choices: Choices
  readonly form: AccountsForm
  /** What the source is called unless it is said. */
  readonly suggested: string
  readonly onForm: (part: Partial<AccountsForm>) => void
  /** What is asked besides. */
  readonly children?: ReactNode
}

export function AccountFields({ choices, form, suggested, onForm: set, children }: AccountFieldsProps) {
  return (
    <div className="teach-step">
      <h3>1. Which accounts</h3>
      <Segmented<WhichAccounts>
        label="Which accounts"
        value={form.which}
        options={whichLabels}
        onChange={(which) => set({ which })}
      />
      <div className="read-fields">
        {form.which === 'some' && (
          <TextField
            label="Account ids"
            value={form.ids}
            placeholder="111122223333, 444455556666"
            onText={(ids) => set({ ids })}
          />
        )}
        <TextField
          label="Role to assume in each account"
          value={form.role}
          placeholder={form.which === 'own' ? 'none: with its own credentials' : 'periplus'}
          onText={(role) => set({ role })}
        />
        <TextField
          label="Regions"
          value={form.regions}
          placeholder="every region with EKS"
          onText={(regions) => set({ regions })}
        />
        <CredentialField
          choices={choices}
          opens="eks-api"
          credential={form.credential}
          onCredential={(credential) => set({ credential })}
          none="The usual one: environment, profile, Pod Identity, instance role"
        />
        {children}
        <NameField name={form.name} suggested={suggested} onName={(name) => set({ name })} />
      </div>
    </div>
  )
}
