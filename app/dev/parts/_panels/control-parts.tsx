'use client'
// Buttons in their kinds and sizes, choices, fields and boxes in their states.
import { Copy, Ellipsis, RotateCw, Search, Share2, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '../../../../components/ui/button.tsx'
import { Card } from '../../../../components/ui/card.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'

const modes = [
  { value: 'stacked', label: 'Stacked' },
  { value: 'share', label: 'Share' },
  { value: 'lines', label: 'Lines' },
] as const

export function ControlParts() {
  return (
    <>
      <Buttons />
      <Inputs />
    </>
  )
}

function Buttons() {
  const [mode, setMode] = useState<(typeof modes)[number]['value']>('stacked')
  return (
    <Card title="Buttons" sub="32, 28 and 24 px">
      <div className="card-body">
        <div className="row row-wrap">
          <Button kind="primary">
            <Share2 size={14} aria-hidden="true" />
            Share
          </Button>
          <Button>
            <Copy size={14} aria-hidden="true" />
            Copy
          </Button>
          <Button>Focus</Button>
          <Button disabled>Disabled</Button>
        </div>
        <div className="row row-wrap">
          <Button kind="danger">
            <Trash2 size={14} aria-hidden="true" />
            Revoke
          </Button>
          <Button kind="ghost">Reset</Button>
          <Button size="small">Small</Button>
          <Button size="tiny">Tiny</Button>
          <IconButton label="More" size="small">
            <Ellipsis size={14} aria-hidden="true" />
          </IconButton>
          <Button disabled>
            <RotateCw size={14} aria-hidden="true" />
            137 of 214
          </Button>
        </div>
        <div className="row">
          <Segmented label="Draw as" value={mode} options={modes} onChange={setMode} />
        </div>
        <div className="row row-wrap">
          <ExportButtons what="sample rows" onExport={() => undefined} />
          <ExportButtons what="sample rows" progress="1,500 of 23,000 rows read" onExport={() => undefined} />
        </div>
      </div>
    </Card>
  )
}

function Inputs() {
  return (
    <Card title="Inputs">
      <div className="card-body">
        <div className="parts-fields">
          <label>
            <span className="field-label">Name</span>
            <input className="input" defaultValue="Monday review" />
          </label>
          <label>
            <span className="field-label">Empty</span>
            <input className="input" placeholder="2026-03-09 08:42" />
          </label>
          <label>
            <span className="field-label">Invalid</span>
            <input
              className="input"
              defaultValue="70000000"
              aria-invalid="true"
              aria-describedby="parts-problem"
            />
            <span className="field-error" id="parts-problem">
              Enter up to 500,000 containers.
            </span>
          </label>
          <label>
            <span className="field-label">Find</span>
            <span className="input-search">
              <Search size={14} strokeWidth={1.8} aria-hidden="true" />
              <input placeholder="Find in rows" />
              <Kbd>/</Kbd>
            </span>
          </label>
        </div>
        <div className="row">
          <label className="row row-tight">
            <input type="checkbox" className="checkbox" defaultChecked />
            On
          </label>
          <label className="row row-tight">
            <input type="checkbox" className="checkbox" />
            Off
          </label>
        </div>
      </div>
    </Card>
  )
}
