'use client'
// Fields of a source that is read by its address: the address, and a credential by name. They offer
// what the server knows and say where more would come from.
import { useId } from 'react'
import type { Choices } from './read-cluster.tsx'

interface ServerFieldProps {
  readonly label: string
  readonly example: string
  readonly server: string
  readonly onServer: (server: string) => void
}

export function ServerField({ label, example, server, onServer }: ServerFieldProps) {
  const id = useId()
  const isWrong = server !== '' && !/^https?:\/\/\S+$/.test(server)
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        className="input connect-cluster"
        id={id}
        type="url"
        value={server}
        placeholder={example}
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
