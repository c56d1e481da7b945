// What is attached to an incident. A file is always a download, never a page.

import { Button, FileButton } from '@mantine/core'
import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { Incident, IncidentFile } from '#contract/incidents'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { queryOf } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { useChange } from './changes.ts'

const KIBI = 1_024
const sizeOf = (bytes: number): string => {
  if (bytes < KIBI) return `${bytes} B`
  const kibi = bytes / KIBI
  return kibi < KIBI ? `${Math.round(kibi)} KiB` : `${(kibi / KIBI).toFixed(1)} MiB`
}

const Line = ({ number, one }: { number: number; one: IncidentFile }) => {
  const t = useTranslations('files')
  const may = useMay()
  const { at } = useTimes()
  const path = `/v1/incidents/${number}/files/${one.id}`
  return (
    <li>
      <span>
        <a href={path} download={one.name}>
          {one.name}
        </a>{' '}
        <span className="aside">
          {sizeOf(one.bytes)} · {one.created.by?.name ?? ''} {at(one.created.at)}
        </span>
      </span>
      {may('incidents:write') && (
        <Remove path={path} what={t('removeSure', { name: one.name })} onRemoved={() => undefined} />
      )}
    </li>
  )
}

export const Files = ({ incident: { number, files } }: { incident: Incident }) => {
  const t = useTranslations('files')
  const may = useMay()
  const reset = useRef<() => void>(null)
  // The same file again is a change again.
  const attach = useChange(number, () => reset.current?.())
  const send = (file: File | null) => {
    if (file !== null) attach.mutate({ path: `/files${queryOf({ name: file.name })}`, bytes: new Blob([file]) })
  }
  return (
    <section>
      <h2>{t('title')}</h2>
      {files.length === 0 && <p className="aside">{t('none')}</p>}
      <ul className="plain">
        {files.map((one) => (
          <Line key={one.id} number={number} one={one} />
        ))}
      </ul>
      {may('incidents:write') && (
        <FileButton resetRef={reset} onChange={send}>
          {(props) => (
            <Button variant="default" loading={attach.isPending} {...props}>
              {t('add')}
            </Button>
          )}
        </FileButton>
      )}
      <p className="aside">{t('hint')}</p>
      <Said error={attach.error} />
    </section>
  )
}
