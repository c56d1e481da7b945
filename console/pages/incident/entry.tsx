// One entry of a timeline in words: what happened, and by whom.

import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Incident, Timeline, Topic } from '#contract/incidents'
import { apart } from '../../data/apart.ts'
import { useTimes } from '../../data/words.tsx'
import type words from '../../words/en.json'
import { type Item, shownOf, textOf } from './draft.ts'
import { Message } from './message.tsx'

export type Entry = Timeline['items'][number]
type Props = { readonly entry: Entry; readonly topics: readonly Topic[]; readonly items: readonly Item[] }
/** Entries carry what their kind needs; see the contract’s timeline. */
type Of<Kind> = { readonly kind: Kind }
type Change = {
  readonly field: keyof typeof words.changed | 'parameters'
  readonly before: unknown
  readonly after: unknown
}
type Known =
  | Of<'created' | 'taken'>
  | (Of<'message'> & { readonly message: string; readonly topic: number | null })
  | (Of<'topic'> & { readonly name: string; readonly change: keyof typeof words.topicEntry })
  | (Of<'status'> & { readonly to: Incident['status'] })
  | (Of<'commander'> & { readonly to: { readonly name: string } | null })
  | (Of<'responder'> & { readonly name: string; readonly change: keyof typeof words.responderEntry })
  | (Of<'changed'> & { readonly changes: readonly Change[] })
  | (Of<'file'> & { readonly name: string; readonly change: keyof typeof words.fileEntry })
  | (Of<'notice'> & { readonly text: string; readonly call: boolean })
  | (Of<'callout'> & { readonly callout: string; readonly phase: keyof typeof words.calloutEntry })
  | (Of<'callout_refused'> & { readonly code: string })
  | (Of<'response'> & { readonly callout: string; readonly response: keyof typeof words.responseEntry })
  | (Of<'callout_ended'> & { readonly callout: string; readonly outcome: keyof typeof words.outcome })

const To = ({ callout, children }: { callout: string; children: ReactNode }) => (
  <Link to="/callouts/$id" params={{ id: callout }}>
    {children}
  </Link>
)

const useShown = () => {
  const { on } = useTimes()
  return ({ field }: Change, value: unknown): string => {
    const text = textOf(value) || '–'
    const isTime = field === 'occurredAt' || field === 'permanentActionAt'
    return isTime && text !== '–' ? on(text) : apart(text)
  }
}

type Parameters = Readonly<Record<string, unknown>> | null

/** Option items that differ, by what people call them. */
const Fields = ({ before, after, items }: { before: Parameters; after: Parameters; items: readonly Item[] }) => {
  const t = useTranslations('timeline')
  const keys = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const differing = keys.filter((key) => textOf(before?.[key]) !== textOf(after?.[key]))
  return differing.map((key) => {
    const item = items.find((one) => one.key === key)
    const values = { before: apart(shownOf(item, before?.[key])), after: apart(shownOf(item, after?.[key])) }
    return (
      <span key={key} className="line">
        {t('field', { label: item?.label ?? key, ...values })}
      </span>
    )
  })
}

const Changed = ({ changes, items }: { changes: readonly Change[] } & Pick<Props, 'items'>) => {
  const t = useTranslations()
  const shown = useShown()
  return changes.map((one) =>
    one.field === 'parameters' ? (
      <Fields key="parameters" before={one.before as Parameters} after={one.after as Parameters} items={items} />
    ) : (
      <span key={one.field} className="line">
        {t(`changed.${one.field}`, { before: shown(one, one.before), after: shown(one, one.after) })}
      </span>
    ),
  )
}

const Said = ({ message, topic, topics }: { message: string; topic: number | null } & Pick<Props, 'topics'>) => {
  const about = topics.find(({ number }) => number === topic)
  return (
    <>
      {about !== undefined && (
        <span className="topic" style={{ borderColor: about.colour }}>
          {about.name}
        </span>
      )}
      <span className="message">
        <Message html={message} />
      </span>
    </>
  )
}

const OfCallout = ({ entry }: { entry: Extract<Known, { callout: string }> }) => {
  const t = useTranslations()
  const { callout } = entry
  if (entry.kind === 'callout') return <To callout={callout}>{t(`calloutEntry.${entry.phase}`)}</To>
  if (entry.kind === 'response') return <To callout={callout}>{t(`responseEntry.${entry.response}`)}</To>
  return <To callout={callout}>{t('timeline.ended', { outcome: t(`outcome.${entry.outcome}`) })}</To>
}

const OfWork = ({ entry }: { entry: Extract<Known, Of<'topic' | 'status' | 'commander' | 'responder' | 'file'>> }) => {
  const t = useTranslations()
  switch (entry.kind) {
    case 'topic':
      return t(`topicEntry.${entry.change}`, { name: apart(entry.name) })
    case 'status':
      return t('timeline.status', { to: t(`incidentStatus.${entry.to}`) })
    case 'commander':
      return entry.to === null ? t('timeline.noCommander') : t('timeline.commander', { name: apart(entry.to.name) })
    case 'responder':
      return t(`responderEntry.${entry.change}`, { name: apart(entry.name) })
    case 'file':
      return t(`fileEntry.${entry.change}`, { name: apart(entry.name) })
  }
}

export const What = ({ entry: whole, topics, items }: Props): ReactNode => {
  const t = useTranslations('timeline')
  const entry = whole as unknown as Known
  switch (entry.kind) {
    case 'created':
      return t('created')
    case 'taken':
      return <strong>✓ {t('taken')}</strong>
    case 'message':
      return <Said {...entry} topics={topics} />
    case 'changed':
      return <Changed changes={entry.changes} items={items} />
    case 'notice':
      return t(entry.call ? 'noticeCalling' : 'notice', { text: apart(entry.text) })
    case 'callout_refused':
      return `⚠ ${t('refused', { code: entry.code })}`
    case 'callout':
    case 'response':
    case 'callout_ended':
      return <OfCallout entry={entry} />
    case 'topic':
    case 'status':
    case 'commander':
    case 'responder':
    case 'file':
      return <OfWork entry={entry} />
  }
}
