// The simulator as a process of its own, so that its memory and its turns are not the server's. Takes no
// setting but its argument, says where it answers, and goes when its parent goes, however that happened.
import { openSimulator, type Simulator } from '../simulator/main.ts'

let simulator: Simulator | undefined
let isLeaving = false

function leave(): void {
  isLeaving = true
  // A client that holds on is not waited for.
  setTimeout(() => process.exit(0), 1_000).unref()
  void (simulator?.close() ?? Promise.resolve()).finally(() => process.exit(0))
}

// The parent decides when to stop; a Ctrl-C reaches the whole group.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
process.on('disconnect', leave)

const [, , text] = process.argv
if (text === undefined || !process.connected) {
  process.stderr.write(
    'This is a part of the demo; start it with `periplus demo`, or alone with `periplus simulate`.\n',
  )
  process.exit(2)
}
try {
  simulator = await openSimulator(JSON.parse(text))
  const { url, controlUrl } = simulator
  if (!isLeaving) process.send?.({ kind: 'ready', url, controlUrl })
} catch (error) {
  process.send?.({ kind: 'refused', message: (error as Error).message }, () => process.exit(1))
}
