// What a project says about its incidents, as a form holds it.

import type { IncidentSettings } from '#contract/incident-settings'
import { numberTyped } from '../../data/numbers.ts'

type Option = IncidentSettings['options'][number]
export type Kind = Option['kind']

export type OptionDraft = {
  /** Names the line while it is edited; never sent. */
  readonly id: number
  readonly key: string
  readonly label: string
  readonly kind: Kind
  /** A line each: `value=label`, or one word for both. */
  readonly choices: string
}

export type Draft = {
  readonly options: readonly OptionDraft[]
  readonly enabled: boolean
  readonly firstMinutes: string
  readonly everyMinutes: string
  readonly connection: string
  readonly from: string
  readonly template: string
  readonly createWithoutDestination: boolean
  readonly listStatus: IncidentSettings['reactio']['listStatus']
}

export const kinds = ['text', 'textarea', 'radio', 'checkbox', 'list'] as const satisfies readonly Kind[]
export const hasChoices = (kind: Kind): boolean => kind !== 'text' && kind !== 'textarea'

const lineOf = ({ value, label }: Option['choices'][number]): string => (value === label ? value : `${value}=${label}`)

const choiceOf = (line: string) => {
  const at = line.indexOf('=')
  const value = (at === -1 ? line : line.slice(0, at)).trim()
  return { value, label: at === -1 ? value : line.slice(at + 1).trim() }
}

export const draftOf = ({ options, forgotten, notice, reactio }: IncidentSettings): Draft => ({
  options: options.map(({ choices, ...one }, id) => ({ id, ...one, choices: choices.map(lineOf).join('\n') })),
  enabled: forgotten.enabled,
  firstMinutes: String(forgotten.firstMinutes),
  everyMinutes: String(forgotten.everyMinutes),
  connection: notice.connection ?? '',
  from: notice.from ?? '',
  template: notice.template ?? '',
  ...reactio,
})

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

export const bodyOf = (draft: Draft) => ({
  options: draft.options.map(({ id: _id, choices, ...one }) => ({
    ...one,
    choices: hasChoices(one.kind)
      ? choices
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(choiceOf)
      : [],
  })),
  forgotten: {
    enabled: draft.enabled,
    firstMinutes: numberTyped(draft.firstMinutes),
    everyMinutes: numberTyped(draft.everyMinutes),
  },
  notice: { connection: orNull(draft.connection), from: orNull(draft.from), template: orNull(draft.template) },
  reactio: { createWithoutDestination: draft.createWithoutDestination, listStatus: draft.listStatus },
})
