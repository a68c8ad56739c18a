'use client'
// Reading AWS accounts over AWS's own API: which accounts and regions, what to grant there, and adding the
// source.
import { useState } from 'react'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import {
  type AccountsForm,
  accountsAsked,
  emptyAccounts,
  type WhichAccounts,
  wrongWith,
} from '../accounts-form.ts'
import { accountsYaml } from '../read-texts.ts'
import type { SourcesView } from '../sources-view.ts'
import { AccountGrants } from './account-grants.tsx'
import { AddSource, NameField } from './add-source.tsx'
import { ConnectText } from './connect-text.tsx'
import type { Choices } from './read-cluster.tsx'
import { CredentialField } from './read-fields.tsx'
import { TextField } from './text-field.tsx'

const whichLabels = [
  { value: 'own', label: 'Its own account' },
  { value: 'organization', label: 'The whole organization' },
  { value: 'some', label: 'Some accounts' },
] as const

export function ReadAccounts({ choices, view }: { choices: Choices; view: SourcesView }) {
  const [form, setForm] = useState(emptyAccounts)
  const asked = accountsAsked(form)
  const wrong = wrongWith(form)
  return (
    <>
      <AccountFields choices={choices} form={form} onForm={setForm} />
      <AccountGrants choices={choices} roleName={asked.roleName ?? ''} which={form.which} />
      <AddSource
        step="3. See it read"
        label="Read these accounts"
        source={wrong.length === 0 ? asked : null}
        missing={`${wrong.slice(0, 3).join('; ')}.`}
        view={view}
      />
      <div className="teach-step">
        <h3>Or in periplus.yaml</h3>
        <ConnectText what="Piece of periplus.yaml" code={accountsYaml(asked)}>
          The same in <code className="mono">{choices.configFile}</code>, taken over without a restart.
        </ConnectText>
      </div>
    </>
  )
}

interface AccountFieldsProps {
  readonly choices: Choices
  readonly form: AccountsForm
  readonly onForm: (form: AccountsForm) => void
}

function AccountFields({ choices, form, onForm }: AccountFieldsProps) {
  const set = (part: Partial<AccountsForm>) => onForm({ ...form, ...part })
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
        <NameField name={form.name} suggested="aws" onName={(name) => set({ name })} />
      </div>
    </div>
  )
}
