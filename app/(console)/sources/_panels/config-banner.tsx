// periplus.yaml as it is now cannot be used: line by line what is wrong, and what holds meanwhile.
import { Banner } from '../../../../components/ui/banner.tsx'

export function ConfigBanner({ problem }: { problem: string }) {
  const [first = '', ...lines] = problem.split('\n')
  return (
    <Banner tone="crit" title={first}>
      {lines.length > 0 && <span className="config-lines mono">{lines.join('\n')}</span>}
      The configuration as it was before still holds; a mended file is taken over by itself.
    </Banner>
  )
}
