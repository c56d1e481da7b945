// A message as a mail: subject, text and HTML, the headers that keep machines from answering it and put the mails of one
// callout into one thread, and the link by which a person answers. Pure.

import { createHash } from 'node:crypto'
import type { CallOrder } from '#engine/ports'
import { escapeMarkup } from '#words/markup'
import { messageWords } from '#words/messages-out'
import { tokenAddress } from '../mailbox/token.ts'
import { lineOf, type Said } from '../message/text.ts'
import type { Answering } from '../message/way.ts'
import type { MailConnection } from './connection.ts'

export type Mail = {
  readonly from: { readonly name: string; readonly address: string }
  readonly to: { readonly name: string; readonly address: string }
  readonly replyTo?: string
  /** What mail servers are told, where that is not what the mail says itself. */
  readonly envelope?: { readonly from: string; readonly to: string }
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly messageId: string
  readonly inReplyTo: string
  readonly references: string
  readonly headers: Readonly<Record<string, string>>
}

/** What no mail may carry: everything but line breaks and tabs. */
const clean = (text: string): string => text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|\p{Cs}/gu, '')

type Asking = { readonly answering: Answering; readonly byReply: boolean }

/** How to answer it, in lines: by the link, and where replies come in also by one. */
const waysToAnswer = ({ answering: { actions }, byReply }: Asking, { language }: CallOrder['destination']): string => {
  const words = messageWords[language]
  return byReply ? words.answerByReply(actions.map((action) => words.replies[action])) : ''
}

const textOf = (body: string, asking: Asking, { destination, plan }: CallOrder): string => {
  const { url, actions } = asking.answering
  if (actions.length === 0) return body
  const words = messageWords[destination.language]
  const byReply = waysToAnswer(asking, destination)
  const told = byReply === '' ? [] : [byReply]
  return [body, '', '-- ', words.answer, url, ...told, '', words.sentBecause(plan.policyName)].join('\n')
}

const htmlOf = (body: string, asking: Asking, order: CallOrder): string => {
  const { language } = order.destination
  const { url, actions } = asking.answering
  const words = messageWords[language]
  const said = `<p style="white-space:pre-wrap;font-size:16px">${escapeMarkup(body)}</p>`
  const link = `<p>${escapeMarkup(words.answer)}<br><a href="${escapeMarkup(url)}" style="font-size:18px">${escapeMarkup(
    actions.map((action) => words.actions[action]).join(' / '),
  )}</a></p><p>${escapeMarkup(waysToAnswer(asking, order.destination))}</p><p style="color:#666">${escapeMarkup(words.sentBecause(order.plan.policyName))}</p>`
  return `<!doctype html><html lang="${language}"><body>${said}${actions.length === 0 ? '' : link}</body></html>`
}

/** Where replies go, and what comes back. */
const returnsOf = ({ attempt }: CallOrder, { replyTo, answersTo, bouncesTo }: MailConnection, asks: boolean) => {
  const repliesTo = asks && answersTo !== undefined ? tokenAddress(answersTo, 'reply', attempt) : replyTo
  const envelope = bouncesTo && { from: tokenAddress(bouncesTo, 'bounce', attempt), to: attempt.address }
  return { ...(repliesTo === undefined ? {} : { replyTo: repliesTo }), ...(envelope ? { envelope } : {}) }
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** The same attempt always has the same id, so that a mail sent twice can be seen to be one. */
const idOf = ({ attempt }: CallOrder, domain: string): string => {
  const secret = createHash('sha256').update(attempt.nonce).digest('hex').slice(0, 12)
  return `<${attempt.calloutId}.${attempt.ordinal}.${secret}@${domain}>`
}

export const composeMail = (
  order: CallOrder,
  said: Said,
  { connection, answering }: { readonly connection: MailConnection; readonly answering: Answering },
): Mail => {
  const { destination, callout, plan } = order
  const body = clean(said.body)
  const domain = domainOf(connection.from)
  const asks = answering.actions.length > 0
  const asking = { answering, byReply: asks && connection.answersTo !== undefined }
  const thread = `<${callout.id}@${domain}>`
  return {
    from: { name: connection.fromName ?? 'Noroshi', address: connection.from },
    to: { name: lineOf(destination.name) ?? '', address: order.attempt.address },
    ...returnsOf(order, connection, asks),
    subject: said.subject ?? lineOf(messageWords[destination.language].subject(plan.policyName)) ?? 'Noroshi',
    text: textOf(body, asking, order),
    html: htmlOf(body, asking, order),
    messageId: idOf(order, domain),
    inReplyTo: thread,
    references: thread,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Noroshi-Callout': callout.id,
    },
  }
}
