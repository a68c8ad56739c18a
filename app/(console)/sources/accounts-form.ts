// What is filled in to read AWS accounts, as the source it asks for and what is wrong with it. Pure.
import { isClusterId } from '../../../domain/model/cluster-id.ts'
import type { PageSource } from '../../../domain/model/source-definition.ts'
import { wordsIn } from './read-texts.ts'

export type WhichAccounts = 'own' | 'organization' | 'some'

/** As typed. */
export interface AccountsForm {
  readonly which: WhichAccounts
  readonly ids: string
  readonly role: string
  readonly regions: string
  readonly credential: string
  readonly name: string
}

export const emptyAccounts: AccountsForm = {
  which: 'own',
  ids: '',
  role: '',
  regions: '',
  credential: '',
  name: '',
}

export type AccountsAsked = Extract<PageSource, { kind: 'eks-api' }>

const isAccount = (text: string): boolean => /^\d{12}$/.test(text)
const isRegion = (text: string): boolean => /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(text)

/** What stands empty is what the field shows in grey. */
export function accountsAsked({ which, ids, role, regions, credential, name }: AccountsForm): AccountsAsked {
  const roleName = role.trim() === '' && which !== 'own' ? 'periplus' : role.trim()
  const named = wordsIn(regions)
  return {
    kind: 'eks-api',
    name: name.trim() === '' ? 'aws' : name.trim(),
    ...(which === 'organization' && { accounts: which }),
    ...(which === 'some' && { accounts: wordsIn(ids) }),
    ...(roleName !== '' && { roleName }),
    ...(named.length > 0 && { regions: named }),
    ...(credential !== '' && { credential }),
  }
}

/** Nothing when it can be asked for. */
export function wrongWith(form: AccountsForm): string[] {
  const { name, regions = [] } = accountsAsked(form)
  const ids = form.which === 'some' ? wordsIn(form.ids) : []
  return [
    ...(form.which === 'some' && ids.length === 0 ? ['Fill in account ids first'] : []),
    ...ids.filter((id) => !isAccount(id)).map((id) => `${id} is no account id`),
    ...regions.filter((region) => !isRegion(region)).map((region) => `${region} is no region`),
    ...(isClusterId(name) ? [] : ['Mend the name first']),
  ]
}
