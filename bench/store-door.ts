// The events store of an embedded installation, spoken to by its own protocol: ClickHouse's HTTP over the
// Unix socket in the data folder. For making rows only; benchmarks ask their questions of the server.
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import path from 'node:path'

export interface StoreDoor {
  run(statement: string): Promise<void>
  /** Text of the answer, tab separated. */
  read(statement: string): Promise<string>
}

function post(socketPath: string, statement: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Length': Buffer.byteLength(statement) }
    const sent = request({ socketPath, path: '/', method: 'POST', headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.once('error', reject)
      answer.once('end', () => {
        const text = Buffer.concat(parts).toString()
        if (answer.statusCode === 200) resolve(text)
        else reject(new Error(`the store answered ${answer.statusCode}: ${text.slice(0, 1_000)}`))
      })
    })
    sent.once('error', reject)
    sent.end(statement)
  })
}

export function openStore(dataDir: string): StoreDoor {
  const socketPath = path.join(dataDir, 'main/run/events.sock')
  if (!existsSync(socketPath)) throw new Error(`${socketPath} is not there: choose a shorter --work folder`)
  return {
    run: async (statement) => {
      await post(socketPath, statement)
    },
    read: (statement) => post(socketPath, statement),
  }
}
