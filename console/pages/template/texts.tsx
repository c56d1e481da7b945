// The words of a template: the message, what is said around it, and what keys do.

import { Button } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { Choice, Field } from '../../components/form.tsx'
import { useProblem } from '../../components/problem.ts'
import { type Action, type Draft, type Group, type Key, type Language, phraseNames } from './draft.ts'

type Props = { readonly draft: Draft; readonly set: (patch: Partial<Draft>) => void }

const groups = ['phrases', 'buttons', 'alerts'] as const

const OneGroup = ({ draft, set, group, language }: Props & { group: Group; language: Language }) => {
  const t = useTranslations()
  const texts = draft[group]
  const written = Object.values(texts[language]).filter((text) => text !== '').length
  return (
    <details open={written > 0}>
      <summary>
        {t(`phraseGroup.${group}`)} {written > 0 && t('template.written', { count: written })}
      </summary>
      <p className="aside">{t(`phraseGroupHint.${group}`)}</p>
      {phraseNames[group].map((name) => (
        <Field
          key={name}
          name={`${group}.${language}.${name}`}
          label={t(`phrase.${name}`)}
          lines={2}
          value={texts[language][name] ?? ''}
          onChange={(text) => set({ [group]: { ...texts, [language]: { ...texts[language], [name]: text } } })}
        />
      ))}
    </details>
  )
}

export const Texts = ({ draft, set, language }: Props & { language: Language }) => {
  const t = useTranslations('template')
  return (
    <>
      <Field
        name="message"
        label={t('message')}
        hint={t('messageHint')}
        lines={3}
        value={draft.message}
        onChange={(message) => set({ message })}
      />
      {groups.map((group) => (
        <OneGroup key={`${group} ${language}`} draft={draft} set={set} group={group} language={language} />
      ))}
    </>
  )
}

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '*', '#']
const actions: readonly Action[] = ['take', 'next', 'leave', 'repeat', 'transfer']

type LineProps = {
  readonly one: Key
  readonly free: readonly string[]
  readonly onChange: (key: Key) => void
  readonly onRemove: () => void
}

const Line = ({ one, free, onChange, onRemove }: LineProps) => {
  const t = useTranslations()
  return (
    <fieldset className="method">
      <legend className="hidden">{t('template.key', { key: one.key })}</legend>
      <Choice
        name={`reactions.${one.key}`}
        label={t('template.pressed')}
        value={one.key}
        onChange={(key) => onChange({ ...one, key })}
        options={[one.key, ...free].map((value) => ({ value, label: value }))}
      />
      <Choice
        name={`reactions.${one.key}.action`}
        label={t('template.does')}
        value={one.action}
        onChange={(action) => onChange({ ...one, action: action as Action })}
        options={actions.map((value) => ({ value, label: t(`reaction.${value}`) }))}
      />
      <Field
        name={`reactions.${one.key}.say`}
        label={t('template.says')}
        hint={t('template.saysHint')}
        value={one.say}
        onChange={(say) => onChange({ ...one, say })}
      />
      <Button variant="default" onClick={onRemove} aria-label={t('template.removeKey', { key: one.key })}>
        {t('form.remove')}
      </Button>
    </fieldset>
  )
}

export const Keys = ({ draft, set }: Props) => {
  const t = useTranslations('template')
  const wrong = useProblem('reactions')
  const { reactions } = draft
  const free = keys.filter((key) => !reactions.some((one) => one.key === key))
  const replaced = (index: number, key: Key) => reactions.map((one, place) => (place === index ? key : one))
  return (
    <section>
      <h2>{t('keys')}</h2>
      <p className="aside">{t('keysHint')}</p>
      {reactions.map((one, index) => (
        <Line
          key={index}
          one={one}
          free={free}
          onChange={(key) => set({ reactions: replaced(index, key) })}
          onRemove={() => set({ reactions: reactions.filter((_one, place) => place !== index) })}
        />
      ))}
      {wrong !== undefined && <p role="alert">⚠ {wrong}</p>}
      {free[0] !== undefined && (
        <Button
          variant="default"
          onClick={() => set({ reactions: [...reactions, { key: free[0] ?? '', action: 'take', say: '' }] })}
        >
          {t('addKey')}
        </Button>
      )}
    </section>
  )
}
