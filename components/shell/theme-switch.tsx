'use client'
// System, light or dark. The choice is a cookie that the server reads into <html data-theme>, so a page
// never flashes in the wrong theme; it is kept for a year and says nothing about the person.
import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { useCommands } from './commands.tsx'
import { type Theme, themeCookie, themes } from './theme.ts'

const faces = {
  system: { label: 'Match system', Icon: Monitor },
  light: { label: 'Light', Icon: Sun },
  dark: { label: 'Dark', Icon: Moon },
} as const

const yearSeconds = 31_536_000

function pin(theme: Theme): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in two of three engines
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${yearSeconds}; samesite=lax`
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial)
  const choose = (name: Theme) => {
    pin(name)
    setTheme(name)
  }
  useCommands(
    themes.map((name) => ({
      id: `theme ${name}`,
      group: 'Theme' as const,
      label: faces[name].label,
      words: 'theme colours',
      icon: faces[name].Icon,
      run: () => choose(name),
    })),
  )
  return (
    <div className="themes" role="radiogroup" aria-label="Theme">
      {themes.map((name) => {
        const { label, Icon } = faces[name]
        return (
          // biome-ignore lint/a11y/useSemanticElements: a radio input cannot hold an icon
          <button
            key={name}
            type="button"
            role="radio"
            aria-checked={theme === name}
            aria-label={label}
            title={label}
            onClick={() => choose(name)}
          >
            <Icon size={14} strokeWidth={1.8} aria-hidden="true" />
          </button>
        )
      })}
    </div>
  )
}
