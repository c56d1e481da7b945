// A message as Slack shows it: its words, how things stand, and the buttons that answer it. Pure.

import { messageWords } from '#words/messages-out'
import { answerToken } from '../answer/token.ts'
import { lineOf } from '../message/text.ts'
import type { Message } from '../message/way.ts'

/** Slack cuts longer texts, and refuses longer sections. */
const TEXT_MAX = 12_000
const SECTION_MAX = 3_000
const LABEL_MAX = 75

const escapeText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

const cut = (text: string, max: number): string =>
  Array.from(text).length <= max
    ? text
    : `${Array.from(text)
        .slice(0, max - 1)
        .join('')}…`

type Look = {
  /** Presses of buttons reach us; else one button opens the page to answer on. */
  readonly interactive: boolean
  /** How things stand, once that is more than nobody having answered. */
  readonly state?: string | undefined
}

const label = (text: string) => ({ type: 'plain_text', text: cut(text, LABEL_MAX) })

/** Each press says which attempt it answers, with its secret: the page's link carries no more. */
const buttonsFor = ({ answering, order }: Message, { interactive }: Look) => {
  const words = messageWords[order.destination.language]
  const { actions, url } = answering
  const value = answerToken(order.attempt)
  if (!interactive) {
    const text = actions.map((action) => words.actions[action]).join(' / ')
    return [{ type: 'button', action_id: 'open', value, text: label(text), url }]
  }
  return [
    ...actions.map((action) => ({
      type: 'button',
      action_id: action,
      value,
      text: label(words.actions[action]),
      ...(action === 'take' ? { style: 'primary' } : {}),
    })),
    { type: 'button', action_id: 'open', value, text: label(words.page), url },
  ]
}

/** A text that is no answer's arrives as it was given. */
export const slackText = ({ said }: Message): string =>
  escapeText(cut(said.body.replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, ''), TEXT_MAX))

/** @param look.state of a message that was asked for an answer: it stays, also when nothing can be answered any more */
export const slackMessage = (message: Message, look: Look) => {
  const text = slackText(message)
  const open = message.answering.actions.length > 0
  if (!open && look.state === undefined) return { text }
  const subject = lineOf(message.said.subject ?? message.order.plan.policyName) ?? ''
  const section = (body: string) => ({ type: 'section', text: { type: 'mrkdwn', text: body } })
  const state = look.state === undefined ? [] : [section(`*${escapeText(cut(look.state, SECTION_MAX - 2))}*`)]
  return {
    text,
    blocks: [
      section(`*${escapeText(subject)}*`),
      section(cut(text, SECTION_MAX)),
      ...state,
      ...(open ? [{ type: 'actions', elements: buttonsFor(message, look) }] : []),
    ],
  }
}
