// The answers that were written here are held to botocore's model: no member it does not know, no value of
// another type, no word that is not of an enumeration.
import { describe, expect, it } from 'vitest'
import { model } from './eks-door.ts'
import { type Json, shapedPlace } from './world.ts'

interface Shape {
  readonly type: string
  readonly members?: Readonly<Record<string, string>>
  readonly member?: string
  readonly value?: string
  readonly enum?: readonly string[]
}
const shapes = model.shapes as unknown as Readonly<Record<string, Shape>>

function problems(value: unknown, shapeName: string, at: string): string[] {
  const shape = shapes[shapeName]
  if (shape === undefined) return [`${at}: no shape ${shapeName}`]
  const is = (type: string): string[] =>
    typeof value === type ? [] : [`${at}: ${typeof value}, not ${type}`]
  switch (shape.type) {
    case 'structure':
      return Object.entries(value as Json).flatMap(([key, inner]) => {
        const member = shape.members?.[key]
        return member === undefined ? [`${at}.${key}: unknown`] : problems(inner, member, `${at}.${key}`)
      })
    case 'list':
      return (value as unknown[]).flatMap((inner, index) =>
        problems(inner, shape.member ?? '', `${at}[${index}]`),
      )
    case 'map':
      return Object.entries(value as Json).flatMap(([key, inner]) =>
        problems(inner, shape.value ?? '', `${at}.${key}`),
      )
    case 'string':
      return shape.enum && !shape.enum.includes(String(value))
        ? [`${at}: ${value} is none of ${shape.enum}`]
        : is('string')
    case 'boolean':
      return is('boolean')
    default:
      return is('number')
  }
}

const kinds = {
  nodegroups: 'Nodegroup',
  fargateProfiles: 'FargateProfile',
  addons: 'Addon',
  insights: 'Insight',
  accessEntries: 'AccessEntry',
  associations: 'PodIdentityAssociation',
  updates: 'Update',
  capabilities: 'Capability',
} as const

describe('answers written for what was not recorded', () => {
  const { clusters, catalogue } = shapedPlace()

  it.each(Object.entries(clusters))('%s has the shapes of the model', (name, cluster) => {
    expect(problems(cluster.cluster, 'Cluster', name)).toEqual([])
    for (const [kind, shape] of Object.entries(kinds)) {
      for (const [id, part] of Object.entries(cluster[kind as keyof typeof kinds])) {
        expect(problems(part, shape, id)).toEqual([])
      }
    }
  })

  it('so has the catalogue', () => {
    expect(catalogue.flatMap((addon) => problems(addon, 'AddonInfo', String(addon.addonName)))).toEqual([])
  })

  it('and a wrong one would be seen', () => {
    expect(problems({ name: 5, colour: 'red', status: 'HAPPY' }, 'Cluster', 'c')).toHaveLength(3)
  })
})
