'use client'
// Status in its tones, banners, toasts and text to copy: icon, word and colour together, made-up words.
import { Banner } from '../../../../components/ui/banner.tsx'
import { Button } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { CodeBox } from '../../../../components/ui/code-box.tsx'
// Status in its tones, banners, toasts, text to copy.
import { Badge, Status } from '../../../../components/ui/status.tsx'
import { ToastLine } from '../../../../components/ui/toast.tsx'

const nothing = () => undefined

export function StatusParts() {
  return (
    <>
      <Card title="Status" sub="icon, word, colour">
        <div className="card-body">
          <div className="row row-wrap">
            <Badge tone="ok">Healthy</Badge>
            <Badge tone="warn">Degraded</Badge>
            <Badge tone="crit">Critical</Badge>
            <Badge tone="unk">Unknown</Badge>
            <Badge tone="stale">Stale 2 h 32 m</Badge>
            <Badge tone="info">Frozen</Badge>
            <Badge>2XL</Badge>
          </div>
          <div className="row row-wrap">
            <Status tone="ok">Passing</Status>
            <Status tone="warn">Warning</Status>
            <Status tone="crit">Error</Status>
            <Status tone="unk">Unknown</Status>
            <Status tone="stale">Stale</Status>
            <Status tone="info">Note</Status>
          </div>
        </div>
      </Card>
      <Card title="Banners" sub="stale, partial, error">
        <div className="card-body">
          <Banner tone="stale" title="Showing 06:10." action={<Button size="tiny">See access</Button>}>
            data-lab has refused access for 2 h 32 m. 3 clusters are old; the rest are current.
          </Banner>
          <Banner
            tone="unk"
            title="11 of 12 regions answered."
            action={<Button size="tiny">Try again</Button>}
          >
            sa-east-1 timed out after 8 s.
          </Banner>
          <Banner tone="crit" title="The disk is full.">
            Raw events are refused; counts go on.
          </Banner>
          <Banner tone="info" title="This view is frozen.">
            It shows what was known at 02:31.
          </Banner>
        </div>
      </Card>
      <Card title="Toasts" sub="confirm, undo, fail">
        <div className="card-body">
          <ToastLine
            text="Link copied, time frozen at 02:15 – 03:15, Mon 9 Mar UTC"
            failed={false}
            onDone={nothing}
          />
          <ToastLine
            text="Removed “Leaves 23 March”"
            failed={false}
            step={{ label: 'Undo', run: nothing }}
            onDone={nothing}
          />
          <ToastLine text="The browser did not allow copying" failed onDone={nothing} />
        </div>
      </Card>
      <Card title="Text to copy">
        <div className="card-body">
          <CodeBox what="Command" code="npx periplus import audit audit.log --cluster my-cluster" />
        </div>
      </Card>
    </>
  )
}
