'use client'
// Reading a cluster by its API server: which one (a context of a kubeconfig on the server's disk, or an
// address with a credential of periplus.yaml), what to grant there, and adding it.
import { useId, useState } from 'react'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import type { RouterOutputs } from '../../../../server/root.ts'
import { credentialYaml, serviceAccountCommands, sourceYaml, tokenCommands } from '../read-texts.ts'
import type { SourcesView } from '../sources-view.ts'
import { AddSource, isSourceName, NameField } from './add-source.tsx'
import { ConnectText } from './connect-text.tsx'
import { ContextField } from './context-field.tsx'
import { CredentialField, ServerField } from './read-fields.tsx'

export type Choices = RouterOutputs['sources']['choices']
type By = 'context' | 'server'

/** The first label of a host, as a name. */
const nameOfServer = (server: string): string => {
  if (!URL.canParse(server)) return 'my-cluster'
  const { hostname } = new URL(server)
  return /^[0-9.]+$|^\[/.test(hostname) ? 'my-cluster' : (hostname.split('.')[0] ?? 'my-cluster')
}

export function ReadCluster({ choices, view }: { choices: Choices; view: SourcesView }) {
  const [by, setBy] = useState<By>(choices.contexts.length > 0 ? 'context' : 'server')
  const [context, setContext] = useState('')
  const [server, setServer] = useState('')
  const [credential, setCredential] = useState('')
  const [typed, setTyped] = useState('')
  const chosen = choices.contexts.find((one) => one.context === context)
  const suggested = by === 'context' ? (chosen?.name ?? 'my-cluster') : nameOfServer(server)
  const name = typed.trim() === '' ? suggested : typed.trim()
  const isComplete = by === 'context' ? context !== '' : server !== '' && credential !== ''
  const place = by === 'context' ? { context } : { server, credential }
  const source = isComplete && isSourceName(name) ? ({ kind: 'kube-api', name, ...place } as const) : null
  return (
    <>
      <div className="teach-step">
        <h3>1. Which cluster</h3>
        <Segmented<By>
          label="Where the cluster is found"
          value={by}
          options={[
            { value: 'context', label: 'A kubeconfig context' },
            { value: 'server', label: 'An address' },
          ]}
          onChange={setBy}
        />
        <div className="read-fields">
          {by === 'context' ? (
            <ContextField choices={choices} context={context} onContext={setContext} />
          ) : (
            <>
              <ServerField
                label="Address of the API server"
                example="https://my-cluster.example:6443"
                server={server}
                onServer={setServer}
              />
              <CredentialField
                choices={choices}
                opens="kube-api"
                credential={credential}
                onCredential={setCredential}
              />
            </>
          )}
          <NameField name={typed} suggested={suggested} onName={setTyped} />
        </div>
      </div>
      <Grant name={name} by={by} choices={choices} />
      <AddSource
        step="3. See it read"
        label="Read this cluster"
        source={source}
        missing={
          by === 'context' ? 'Choose a context first.' : 'Fill in an address and choose a credential first.'
        }
        view={view}
      />
      <div className="teach-step">
        <h3>Or in periplus.yaml</h3>
        <ConnectText
          what="Piece of periplus.yaml"
          code={sourceYaml({
            ...{ kind: 'kube-api', name },
            ...(by === 'context'
              ? { context: context || 'my-context' }
              : { server: server || 'https://my-cluster.example:6443', credential: credential || name }),
          })}
        >
          The same in <code className="mono">{choices.configFile}</code>, taken over without a restart. Only
          there stand paths, credential plugins and many contexts at once (
          <code className="mono">contexts: all</code>).
        </ConnectText>
      </div>
    </>
  )
}

function Grant({ name, by, choices }: { name: string; by: By; choices: Choices }) {
  const [isOpen, setOpen] = useState(by === 'server')
  const id = useId()
  return (
    <div className="teach-step">
      <h3>2. What it may read</h3>
      <p>
        Get, list and watch on what the manifest names, nothing else. A context whose user may do that already
        needs nothing.
      </p>
      <button
        type="button"
        className="btn btn-small"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'Hide the manifest and commands' : 'Show the manifest and commands'}
      </button>
      {isOpen && (
        <div id={id}>
          <ConnectText what="RBAC manifest" code={choices.grants.rbac}>
            Save as <code className="mono">periplus-rbac.yaml</code>.
          </ConnectText>
          <ConnectText what="Service account commands" code={serviceAccountCommands}>
            Make the service account it is bound to, in the cluster that is to be read:
          </ConnectText>
          <ConnectText what="Token commands" code={tokenCommands(name)}>
            Take its token and the cluster’s certificate authority to this server, beside periplus.yaml:
          </ConnectText>
          <ConnectText what="Credential" code={credentialYaml(name)}>
            Name them in periplus.yaml; then the credential can be chosen above.
          </ConnectText>
        </div>
      )}
    </div>
  )
}
