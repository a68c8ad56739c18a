// Event tables brought forward from an earlier schema with data in place: what was counted stays counted,
// and what is new works at once.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { everything, landingBody, type TestEvent } from '../store-tests/audit-events.ts'
import { openInstallation } from '../store-tests/embedded-only.ts'
import { store, tell, testState } from '../store-tests/objects.ts'
import { migrateEvents } from './migrate.ts'
import { objectCounts } from './read/object-counts.ts'
import { insertAudit } from './write/audit.ts'

const ours = fileURLToPath(new URL('migrations', import.meta.url))

test('requests counted before objects were kept are counted afterwards, and objects are kept', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'periplus-migrations-'))
  const before = readdirSync(ours).filter((name) => name < '0003')
  for (const name of before) cpSync(path.join(ours, name), path.join(folder, name))
  const installation = await openInstallation()
  const { events } = installation
  const requests = async () =>
    (
      await events.rows({
        query: 'SELECT count() AS n FROM audit_raw FINAL',
        row: z.object({ n: z.coerce.number() }),
      })
    )[0]?.n
  const sent = (id: number): TestEvent => ({
    cluster: 'east',
    auditID: `id-${id}`,
    stage: 'ResponseComplete',
    verb: 'get',
    user: 'somebody',
    code: 200,
    receivedMs: Date.parse('2026-11-20T10:00:00Z') + id,
    tookMs: 3,
  })
  try {
    expect(await migrateEvents(events, folder)).toEqual(before)
    await insertAudit(events, landingBody(Array.from({ length: 200 }, (_, id) => sent(id))))
    const fresh = await migrateEvents(events)
    expect(fresh).toContain('0005_objects.sql')
    expect(await migrateEvents(events)).toEqual([])
    expect(await requests()).toBe(200)
    await insertAudit(events, landingBody([sent(1), sent(500)]))
    expect(await requests()).toBe(201)
    const observedAt = new Date('2026-11-20T10:00:00Z')
    await store(
      events,
      tell([
        testState({ kind: 'Pod', uid: 'a', observedAt }),
        testState({ kind: 'Node', uid: 'n', observedAt }),
      ]),
    )
    expect(await objectCounts(events, { scope: everything, limit: 9 })).toMatchObject([
      { clusterId: 'east', pods: 1, nodes: 1 },
    ])
  } finally {
    await installation.close()
    rmSync(folder, { recursive: true })
  }
})
