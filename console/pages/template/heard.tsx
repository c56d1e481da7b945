// Exactly what somebody hears who picks up, with the template as it stands on the page: played by the server as a call would be,
// and nobody is called.

import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SpeechPreview } from '#contract/speech-previews'
import { Choice, Field } from '../../components/form.tsx'
import { Listen } from '../../components/listen.tsx'
import { Said } from '../../components/said.tsx'
import { SmsSizes } from '../../components/sms-size.tsx'
import { ask, Refusal } from '../../data/api.ts'
import { contentOf, type Draft, type Language } from './draft.ts'

const AFTER_MS = 200
const calls = ['message', 'alerts', 'button', 'simple'] as const
type Call = (typeof calls)[number]

const settingsOf: Readonly<Record<Call, Readonly<Record<string, unknown>>>> = {
  message: {},
  alerts: {},
  button: { settings: { buttonCall: true } },
  simple: { settings: { simpleCall: { form: 'full' } } },
}

const parametersOf = (text: string) =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')).trim(), line.slice(line.indexOf('=') + 1).trim()]),
  )

type Asked = { readonly call: Call; readonly text: string; readonly parameters: string; readonly keys: string }

const bodyOf = (draft: Draft, language: Language, { call, text, parameters, keys }: Asked) => ({
  language,
  templateBody: contentOf(draft),
  ...settingsOf[call],
  ...(call === 'message' ? { text, parameters: parametersOf(parameters) } : {}),
  ...(keys.trim() === '' ? {} : { keys: keys.trim().split(/\s+/) }),
})

const Scenes = ({ heard }: { heard: SpeechPreview }) => {
  const t = useTranslations('heard')
  return (
    <>
      <ol className="told">
        {heard.scenes.map(({ key, lines, listens }, index) => (
          <li key={index}>
            <strong>{key === null ? t('picksUp') : t('presses', { key: key === '' ? t('nothing') : key })}</strong>
            <span>
              {lines.map((line, place) => (
                <p key={place}>{line}</p>
              ))}
              {!listens && <p className="aside">{t('ends')}</p>}
            </span>
          </li>
        ))}
      </ol>
      <Listen text={heard.scenes.flatMap(({ spoken }) => spoken).join('\n')} language={heard.language} />
      <p className="aside">
        {t('sms')} {heard.sms}
      </p>
      <SmsSizes {...heard} />
    </>
  )
}

export const Heard = ({ draft, language }: { draft: Draft; language: Language }) => {
  const t = useTranslations('heard')
  const [asked, setAsked] = useState<Asked>({ call: 'message', text: t('sample'), parameters: '', keys: '' })
  const set = (patch: Partial<Asked>) => setAsked((was) => ({ ...was, ...patch }))
  const [body] = useDebouncedValue(JSON.stringify(bodyOf(draft, language, asked)), AFTER_MS)
  const { data, error } = useQuery({
    queryKey: ['templates', 'heard', body],
    queryFn: ({ signal }) =>
      ask<SpeechPreview>('/v1/templates/preview', { method: 'POST', body: JSON.parse(body) as unknown, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
  return (
    <section className="preview">
      <h2>{t('title')}</h2>
      <Choice
        name="call"
        label={t('call')}
        value={asked.call}
        onChange={(call) => set({ call: call as Call })}
        options={calls.map((value) => ({ value, label: t(value) }))}
      />
      {asked.call === 'message' && (
        <>
          <Field name="sampleText" label={t('text')} value={asked.text} onChange={(text) => set({ text })} />
          <Field
            name="sampleParameters"
            label={t('parameters')}
            hint={t('parametersHint')}
            lines={2}
            value={asked.parameters}
            onChange={(parameters) => set({ parameters })}
          />
        </>
      )}
      <Field name="keys" label={t('keys')} hint={t('keysHint')} value={asked.keys} onChange={(keys) => set({ keys })} />
      <Said error={error} />
      {error instanceof Refusal && Object.values(error.fields).map((message) => <p key={message}>⚠ {message}</p>)}
      {data !== undefined && error === null && <Scenes heard={data} />}
    </section>
  )
}
