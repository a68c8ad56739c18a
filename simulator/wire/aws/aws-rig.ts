// For tests: the AWS faces of a world, asked by the SDK's clients and as bytes go over the wire. Only tests import it.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as Eks from '@aws-sdk/client-eks'
import * as Organizations from '@aws-sdk/client-organizations'
import * as Sts from '@aws-sdk/client-sts'
import type { SimulatorOptions } from '../../main.ts'
import { type Json, Rig } from '../kube/client-rig.ts'

export const fixture = (name: string): Json =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8'))

export interface Site {
  readonly name: string
  readonly arn: string
  readonly accountId: string
  readonly region: string
}

export interface Raw {
  readonly status: number
  /** Of the exception; null: it is none. */
  readonly code: string | null
  readonly body: Json
}

export const own = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }

/** Of each, eight under way at a time. */
export async function ofEach<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let n = next++; n < items.length; n = next++) results[n] = await work(items[n] as Item)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  return results
}

export class AwsRig {
  readonly rig: Rig
  readonly clusters: readonly Site[]

  private constructor(rig: Rig, clusters: readonly Site[]) {
    this.rig = rig
    this.clusters = clusters
  }

  static async open(options: SimulatorOptions = {}): Promise<AwsRig> {
    const rig = await Rig.open({ eksCallsPerSecond: Number.POSITIVE_INFINITY, ...options })
    return new AwsRig(rig, (await rig.control('/_sim/fleet')).clusters)
  }

  close(): Promise<void> {
    return this.rig.close()
  }

  site(name: string): Site {
    const found = this.clusters.find((known) => known.name === name)
    if (found === undefined) throw new Error(`there is no cluster ${name}`)
    return found
  }

  configOf(service: string, region = 'us-east-1', credentials: object = own): Json {
    return { region, credentials, endpoint: `${this.rig.simulator.url}/aws/${service}`, maxAttempts: 1 }
  }

  organizations(): Organizations.OrganizationsClient {
    return new Organizations.OrganizationsClient(this.configOf('organizations'))
  }

  async accounts(): Promise<Organizations.Account[]> {
    const client = this.organizations()
    const found: Organizations.Account[] = []
    for await (const page of Organizations.paginateListAccounts({ client, pageSize: 7 }, {}))
      found.push(...(page.Accounts ?? []))
    return found
  }

  /** With credentials that its role lends. */
  async eksOf(
    { accountId, region }: Pick<Site, 'accountId' | 'region'>,
    more: object = {},
  ): Promise<Eks.EKSClient> {
    const sts = new Sts.STSClient(this.configOf('sts', region))
    const RoleArn = `arn:aws:iam::${accountId}:role/reader`
    const { Credentials } = await sts.send(new Sts.AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId,
      secretAccessKey: Credentials?.SecretAccessKey,
      sessionToken: Credentials?.SessionToken,
    }
    return new Eks.EKSClient({ ...this.configOf('eks', region, credentials), ...more })
  }

  /** As it goes over the wire, without the SDK's own reading. */
  async raw(
    { accountId, region }: Pick<Site, 'accountId' | 'region'>,
    at: string,
    init: RequestInit = {},
  ): Promise<Raw> {
    const authorization = `AWS4-HMAC-SHA256 Credential=ASIA${accountId}0000/20260119/${region}/eks/aws4_request, Signature=0`
    const answer = await fetch(`${this.rig.simulator.url}/aws/eks${at}`, {
      ...init,
      headers: { authorization },
    })
    return {
      status: answer.status,
      code: answer.headers.get('x-amzn-errortype'),
      body: await answer.json(),
    }
  }

  async insights(site: Site, filter?: object): Promise<Json[]> {
    const body = JSON.stringify({ filter })
    return (await this.raw(site, `/clusters/${site.name}/insights`, { method: 'POST', body })).body.insights
  }
}
