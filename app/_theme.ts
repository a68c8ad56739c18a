// The theme a person pinned, from its cookie; anything else means: match the system.
import 'server-only'
import { cookies } from 'next/headers'
import { type Theme, themeCookie, themes } from '../components/shell/theme.ts'

export async function pinnedTheme(): Promise<Theme> {
  const value = (await cookies()).get(themeCookie)?.value
  return themes.find((theme) => theme === value) ?? 'system'
}
