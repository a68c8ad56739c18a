'use client'
// Having hours of audit logs searched in CloudWatch: which accounts, clusters and hours, how much may be looked through
// and what it costs, what to grant, and adding the source. Nothing is searched before somebody asks for it.
import { useState } from 'react'
import { emptyLogs, logsAsked, mostText, wrongWithLogs } from '../logs-form.ts'
import { sourceYaml } from '../read-texts.ts'
import type { SourcesView } from '../sources-view.ts'
import { AccountFields } from './account-fields.tsx'
import { AccountGrants } from './account-grants.tsx'
import { AddSource } from './add-source.tsx'
import { ConnectText } from './connect-text.tsx'
import type { Choices } from './read-cluster.tsx'
import { TextField } from './text-field.tsx'

export function ReadLogs({ choices, view }: { choices: Choices; view: SourcesView }) {
  const [form, setForm] = useState(emptyLogs)
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part })
  const asked = logsAsked(form)
  const wrong = wrongWithLogs(form)
  const policy = { what: 'Search policy', code: choices.grants.iamLogs, file: 'logs' }
  return (
    <>
      <AccountFields choices={choices} form={form} suggested="audit" onForm={set}>
        <TextField
          label="EKS clusters, by name"
          value={form.clusters}
          placeholder="every one with a log group"
          onText={(clusters) => set({ clusters })}
        />
        <TextField
          label="Hours back, at first"
          value={form.hours}
          placeholder="24"
          onText={(hours) => set({ hours })}
        />
        <TextField
          label="GB looked through on a UTC day, at most"
          value={form.gigabytes}
          placeholder="50"
          onText={(gigabytes) => set({ gigabytes })}
        />
        <TextField
          label="Dollars you pay for a GB looked through"
          value={form.price}
          placeholder="not known: amounts are told in GB"
          onText={(price) => set({ price })}
        />
      </AccountFields>
      <AccountGrants choices={choices} policy={policy} roleName={asked.roleName ?? ''} which={form.which} />
      <AddSource
        step="3. What it costs, and see it read"
        label="Search these logs"
        source={wrong.length === 0 ? asked : null}
        missing={`${wrong.slice(0, 3).join('; ')}.`}
        view={view}
      >
        {wrong.length === 0 && <p>{mostText(asked)}</p>}
        <p>
          Each hour of a cluster is searched twice, with all its log types. Test now says how much the first
          reading looks through; itself it searches one minute of one cluster.
        </p>
      </AddSource>
      <div className="teach-step">
        <h3>Or in periplus.yaml</h3>
        <ConnectText what="Piece of periplus.yaml" code={sourceYaml(asked)}>
          The same in <code className="mono">{choices.configFile}</code>, taken over without a restart. Hours
          that raw audit logs tell are not searched.
        </ConnectText>
      </div>
    </>
  )
}
