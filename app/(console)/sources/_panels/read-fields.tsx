'use client'
// Fields of a source that is read: a context of a kubeconfig, an address, a credential by name. They offer
// what the server knows and say where more would come from.
import { useId } from 'react'
import { plural } from '../../../../components/format/number.ts'
import type { Choices } from './read-cluster.tsx'

/** A list to choose from, with typing: a kubeconfig may name a thousand contexts. */
export function ContextField({
  choices,
  context,
  onContext,
}: {
  choices: Choices
  context: string
  onContext: (context: string) => void
}) {
  const ids = { field: useId(), list: useId(), note: useId() }
  const free = choices.contexts.filter(({ taken }) => !taken)
  const chosen = choices.contexts.find((one) => one.context === context)
  const isUnknown = context !== '' && chosen === undefined
  return (
    <div>
      <label className="field-label" htmlFor={ids.field}>
        Context
      </label>
      <input
        className="input connect-cluster"
        id={ids.field}
        list={ids.list}
        value={context}
        placeholder={free[0]?.context ?? ''}
        maxLength={1_024}
        aria-invalid={isUnknown}
        aria-describedby={ids.note}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onContext(event.currentTarget.value)}
      />
      <datalist id={ids.list}>
        {free.map((one) => (
          <option key={one.context} value={one.context}>
            {one.kubeconfig}
          </option>
        ))}
      </datalist>
      <p className="note" id={ids.note}>
        {contextNote(choices, free.length, chosen)}
      </p>
    </div>
  )
}

function contextNote(
  { contextsTotal }: Choices,
  free: number,
  chosen: Choices['contexts'][number] | undefined,
): string {
  if (chosen?.taken) return 'A source reads this context already.'
  if (chosen !== undefined) return `Of ${chosen.kubeconfig}, with whatever that file opens it with.`
  if (contextsTotal === 0) {
    return 'No kubeconfig was found. Name one with KUBECONFIG or in periplus.yaml, on the machine Periplus runs on.'
  }
  return `${plural(free, 'context')} of kubeconfigs on the machine Periplus runs on, not read yet.`
}

export function ServerField({ server, onServer }: { server: string; onServer: (server: string) => void }) {
  const id = useId()
  const isWrong = server !== '' && !/^https?:\/\/\S+$/.test(server)
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        Address of the API server
      </label>
      <input
        className="input connect-cluster"
        id={id}
        type="url"
        value={server}
        placeholder="https://my-cluster.example:6443"
        maxLength={2_048}
        aria-invalid={isWrong}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onServer(event.currentTarget.value.trim())}
      />
      {isWrong && (
        <p className="field-error" role="alert">
          An address starts with https:// or http://.
        </p>
      )}
    </div>
  )
}

interface CredentialFieldProps {
  readonly choices: Choices
  readonly opens: 'kube-api' | 'eks-api'
  readonly credential: string
  readonly onCredential: (credential: string) => void
  /** What no credential means, where one may be left out. */
  readonly none?: string
}

export function CredentialField({ choices, opens, credential, onCredential, none }: CredentialFieldProps) {
  const ids = { field: useId(), note: useId() }
  const fitting = choices.credentials.filter((one) => one.opens.includes(opens))
  return (
    <div>
      <label className="field-label" htmlFor={ids.field}>
        Credential
      </label>
      <select
        className="input connect-cluster"
        id={ids.field}
        value={credential}
        aria-describedby={ids.note}
        onChange={(event) => onCredential(event.currentTarget.value)}
      >
        <option value="">{none ?? (fitting.length === 0 ? 'None is defined' : 'Choose one')}</option>
        {fitting.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      <p className="note" id={ids.note}>
        Secrets never pass through this page: credentials are defined in{' '}
        <code className="mono">{choices.configFile}</code> and chosen here by name.
      </p>
    </div>
  )
}
