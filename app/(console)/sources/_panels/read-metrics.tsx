'use client'
// Reading what a Prometheus-compatible store holds of control planes: where it is, whose its series are, and adding it.
import { useState } from 'react'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { sourceYaml, storeCredentialYaml } from '../read-texts.ts'
import type { SourcesView } from '../sources-view.ts'
import {
  emptyStore,
  exampleStore,
  type StoreForm,
  storeAsked,
  type Whose,
  wrongWithStore,
} from '../store-form.ts'
import { AddSource, NameField } from './add-source.tsx'
import { ConnectText } from './connect-text.tsx'
import type { Choices } from './read-cluster.tsx'
import { CredentialField, ServerField } from './read-fields.tsx'
import { TextField } from './text-field.tsx'

export function ReadMetrics({ choices, view }: { choices: Choices; view: SourcesView }) {
  const [form, setForm] = useState(emptyStore)
  const asked = storeAsked(form)
  const wrong = wrongWithStore(form)
  return (
    <>
      <StoreFields choices={choices} form={form} onForm={(part) => setForm({ ...form, ...part })} />
      <div className="teach-step">
        <h3>2. What it may read</h3>
        <p>
          Range queries of series that API servers, schedulers and controller managers tell of themselves,
          nothing else: once a minute, and fourteen days back at first. A store that wants signed requests, as
          Amazon Managed Service for Prometheus does, is read through a proxy that signs them.
        </p>
        <ConnectText what="Credential" code={storeCredentialYaml(asked.name)}>
          Where it asks for a token, name that in periplus.yaml; then the credential can be chosen above.
        </ConnectText>
      </div>
      <AddSource
        step="3. See it read"
        label="Read this store"
        source={wrong.length === 0 ? asked : null}
        missing={`${wrong.join('; ')}.`}
        view={view}
      />
      <div className="teach-step">
        <h3>Or in periplus.yaml</h3>
        <ConnectText what="Piece of periplus.yaml" code={sourceYaml(asked)}>
          The same in <code className="mono">{choices.configFile}</code>, taken over without a restart. Only
          there stand <code className="mono">matchers</code>, which all series must bear, and{' '}
          <code className="mono">clusterNames</code>, the ids that values of the label mean.
        </ConnectText>
      </div>
    </>
  )
}

interface StoreFieldsProps {
  readonly choices: Choices
  readonly form: StoreForm
  readonly onForm: (part: Partial<StoreForm>) => void
}

function StoreFields({ choices, form, onForm }: StoreFieldsProps) {
  return (
    <div className="teach-step">
      <h3>1. Which store</h3>
      <Segmented<Whose>
        label="Whose its series are"
        value={form.whose}
        options={[
          { value: 'label', label: 'A label names the cluster' },
          { value: 'one', label: 'All are of one cluster' },
        ]}
        onChange={(whose) => onForm({ whose })}
      />
      <div className="read-fields">
        <ServerField
          label="Address, without /api/v1/query_range"
          example={exampleStore}
          server={form.url}
          onServer={(url) => onForm({ url })}
        />
        {form.whose === 'label' ? (
          <TextField
            label="Label that names the cluster"
            value={form.label}
            placeholder="cluster"
            onText={(label) => onForm({ label })}
          />
        ) : (
          <TextField
            label="Id of the cluster"
            value={form.cluster}
            placeholder="my-cluster"
            onText={(cluster) => onForm({ cluster })}
          />
        )}
        <CredentialField
          choices={choices}
          opens="kube-api"
          credential={form.credential}
          onCredential={(credential) => onForm({ credential })}
          none="None: it asks for none"
        />
        <NameField name={form.name} suggested="prometheus" onName={(name) => onForm({ name })} />
      </div>
    </div>
  )
}
