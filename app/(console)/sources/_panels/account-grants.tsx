// What to grant in AWS, as texts to copy: for the role in each account, its trust, and what assumes it.
import type { WhichAccounts } from '../accounts-form.ts'
import { externalIdYaml, roleCommands } from '../read-texts.ts'
import { ConnectText } from './connect-text.tsx'
import type { Choices } from './read-cluster.tsx'

interface AccountGrantsProps {
  readonly choices: Choices
  /** The policy of what is read, and what it is called. */
  readonly policy: { readonly what: string; readonly code: string; readonly file: string }
  readonly roleName: string
  readonly which: WhichAccounts
}

export function AccountGrants({ choices, policy, roleName, which }: AccountGrantsProps) {
  const { iamTrust, iamCaller } = choices.grants
  const { what, code, file } = policy
  return (
    <div className="teach-step">
      <h3>2. What it may read</h3>
      <ConnectText what={what} code={code}>
        {roleName === ''
          ? `For the credentials Periplus runs with; save as ${file}.json.`
          : `For the role ${roleName} in each account; save as ${file}.json.`}
      </ConnectText>
      {roleName !== '' && (
        <>
          <ConnectText what="Trust policy" code={iamTrust}>
            Who may assume it; save as trust.json, with the ARN of what Periplus runs as and an external id of
            your own.
          </ConnectText>
          <ConnectText what="Role commands" code={roleCommands(roleName, file)}>
            In each account (or one stack set over all of them):
          </ConnectText>
          <ConnectText what="Caller policy" code={iamCaller}>
            For what Periplus runs as: assuming the role
            {which === 'organization' ? ', and listing the accounts of the organization' : ''}.
          </ConnectText>
          <ConnectText what="Credential" code={externalIdYaml}>
            The external id, in periplus.yaml; then choose this credential above.
          </ConnectText>
        </>
      )}
    </div>
  )
}
