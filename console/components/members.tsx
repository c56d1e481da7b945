// People in an order: taken in one by one, moved and let go by the buttons beside each.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { User } from '#contract/users'
import { useMay } from '../data/queries.ts'
import { SoughtChoice } from './sought-choice.tsx'

export type Member = { readonly key: string; readonly name: string }
type Props = {
  readonly members: readonly Member[]
  readonly onChange: (members: readonly Member[]) => void
  readonly disabled: boolean
}

const SHOWN = 200

const at = <T,>(items: readonly T[], from: number, to: number): readonly T[] => {
  const rest = items.toSpliced(from, 1)
  const item = items[from]
  return item === undefined ? items : rest.toSpliced(to, 0, item)
}

const Moving = ({ members, index, onChange }: Omit<Props, 'disabled'> & { readonly index: number }) => {
  const t = useTranslations('members')
  const name = members[index]?.name ?? ''
  return (
    <span className="moving">
      <button
        type="button"
        aria-label={t('up', { name })}
        disabled={index === 0}
        onClick={() => onChange(at(members, index, index - 1))}
      >
        ↑
      </button>
      <button
        type="button"
        aria-label={t('down', { name })}
        disabled={index === members.length - 1}
        onClick={() => onChange(at(members, index, index + 1))}
      >
        ↓
      </button>
      <button type="button" aria-label={t('remove', { name })} onClick={() => onChange(members.toSpliced(index, 1))}>
        ×
      </button>
    </span>
  )
}

const Adding = ({ members, onChange }: Omit<Props, 'disabled'>) => {
  const t = useTranslations('members')
  const may = useMay()
  const [key, setKey] = useState('')
  const [names] = useState(() => new Map<string, string>())
  const there = new Set(members.map((one) => one.key))
  const add = () => {
    onChange([...members, { key, name: names.get(key) ?? key }])
    setKey('')
  }
  return (
    <div className="beside">
      <SoughtChoice<User>
        path="/v1/users"
        name="members"
        label={t('who')}
        value={key}
        onChange={setKey}
        none="–"
        only={(user) => {
          names.set(user.key, user.name)
          return !there.has(user.key)
        }}
        enabled={may('users:read')}
      />
      <Button variant="default" disabled={key === ''} onClick={add}>
        {t('add')}
      </Button>
    </div>
  )
}

export const Members = ({ members, onChange, disabled }: Props) => {
  const t = useTranslations('members')
  return (
    <section>
      <h2>{t('title', { count: members.length })}</h2>
      {members.length === 0 && <p className="aside">{t('none')}</p>}
      <ol className="plain">
        {members.slice(0, SHOWN).map(({ key, name }, index) => (
          <li key={key}>
            <span>
              {index + 1}. {name} <span className="aside">{key}</span>
            </span>
            {!disabled && <Moving members={members} index={index} onChange={onChange} />}
          </li>
        ))}
      </ol>
      {members.length > SHOWN && <p className="aside">{t('more', { count: members.length - SHOWN })}</p>}
      {!disabled && <Adding members={members} onChange={onChange} />}
    </section>
  )
}
