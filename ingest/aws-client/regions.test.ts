import { expect, it } from 'vitest'
import { eksSourceSchema } from '../../domain/model/source-definition.ts'
import { eksRegions } from './regions.ts'

it.each([
  ['aws', 34],
  ['aws-cn', 2],
  ['aws-us-gov', 2],
  ['aws-eusc', 1],
])('%s offers EKS in %i regions, all of which a definition may name', (partition, count) => {
  const regions = eksRegions(partition)
  expect(new Set(regions).size).toBe(count)
  expect(regions).toHaveLength(count)
  const definition = { name: 'a', kind: 'eks-api', regions: [...regions] }
  expect(eksSourceSchema.safeParse(definition).success).toBe(true)
})

it('knows nothing of other partitions', () => {
  expect(eksRegions('aws-iso')).toEqual([])
})
