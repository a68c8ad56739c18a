'use client'
// Reading AWS accounts over AWS's own API: which accounts and regions, what to grant there, and adding the
// source.
import { useState } from 'react'
import { accountsAsked, emptyAccounts, wrongWith } from '../accounts-form.ts'
import { sourceYaml } from '../read-texts.ts'
import type { SourcesView } from '../sources-view.ts'
import { AccountFields } from './account-fields.tsx'
import { AccountGrants } from './account-grants.tsx'
import { AddSource } from './add-source.tsx'
import { ConnectText } from './connect-text.tsx'
import type { Choices } from './read-cluster.tsx'

export function ReadAccounts({ choices, view }: { choices: Choices; view: SourcesView }) {
  const [form, setForm] = useState(emptyAccounts)
  const asked = accountsAsked(form)
  const wrong = wrongWith(form)
  return (
    <>
      <AccountFields
        choices={choices}
        form={form}
        suggested="aws"
        onForm={(part) => setForm({ ...form, ...part })}
      />
      <AccountGrants
        choices={choices}
        policy={{ what: 'Reader policy', code: choices.grants.iamReader, file: 'reader' }}
        roleName={asked.roleName ?? ''}
        which={form.which}
      />
      <AddSource
        step="3. See it read"
        label="Read these accounts"
        source={wrong.length === 0 ? asked : null}
        missing={`${wrong.slice(0, 3).join('; ')}.`}
        view={view}
      />
      <div className="teach-step">
        <h3>Or in periplus.yaml</h3>
        <ConnectText what="Piece of periplus.yaml" code={sourceYaml(asked)}>
          The same in <code className="mono">{choices.configFile}</code>, taken over without a restart.
        </ConnectText>
      </div>
    </>
  )
}
