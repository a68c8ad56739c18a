'use client'
// One file at a time for a panel: says how far reading it is, stops it, and says in a toast what it holds or
// why there is none. Knows nothing of what is in the file.
import { useRef, useState } from 'react'
import { count, plural } from '../../../components/format/number.ts'
import type { FileFormat } from '../../../components/format/table-file.ts'
import { useToast } from '../../../components/ui/toast.tsx'
import { reasonOf } from './query-faces.tsx'

export interface FileExport {
  /** "1,500 of 23,000 rows read"; null while nothing is being read. */
  readonly progress: string | null
  start(format: FileFormat): void
  stop(): void
}

export interface FileMaking {
  readonly format: FileFormat
  readonly signal: AbortSignal
  readonly onRows: (rows: number, of: number) => void
}

/** `make` reads, hands the file to the browser and answers what it holds, in words. */
export function useFileExport(make: (making: FileMaking) => Promise<string>): FileExport {
  const toast = useToast()
  const [progress, setProgress] = useState<string | null>(null)
  const reading = useRef<AbortController | null>(null)
  return {
    progress,
    stop: () => reading.current?.abort(),
    start: (format) => {
      if (reading.current !== null) return
      const controller = new AbortController()
      reading.current = controller
      setProgress('Reading rows')
      const onRows = (rows: number, of: number) => setProgress(`${count(rows)} of ${plural(of, 'row')} read`)
      make({ format, signal: controller.signal, onRows })
        .then((held) => toast.say(held))
        .catch((error: unknown) => {
          if (controller.signal.aborted) toast.say('Stopped; no file was made')
          else toast.fail(`No file was made. ${reasonOf(error)}`)
        })
        .finally(() => {
          reading.current = null
          setProgress(null)
        })
    },
  }
}
