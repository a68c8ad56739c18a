'use client'
// What was typed, once the typing pauses: a question a word, not one a letter.
import { useEffect, useState } from 'react'

const typingMs = 150

export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
