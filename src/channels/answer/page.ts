// The page behind an answer's link. Looking at it changes nothing: programs open the links of mails before people do. Only its
// buttons answer. Complete HTML, without scripts, and readable on a small phone at night.

import { createHash } from 'node:crypto'
import type { ResponseAction } from '#core/callout/event'
import type { Language } from '#core/plan/plan'
import { escapeMarkup } from '#words/markup'
import { messageWords } from '#words/messages-out'

export type AnswerPage = {
  readonly language: Language
  readonly policy: string
  /** The person who is asked. */
  readonly name: string
  readonly text: string
  /** How things stand, in words. */
  readonly state: string
  /** What may be answered now. */
  readonly actions: readonly ResponseAction[]
}

const style = `body{font:18px/1.6 system-ui,sans-serif;margin:0 auto;max-width:36rem;padding:1.5rem;color:#1b1b1b;background:#fff}
h1{font-size:1.2rem}pre{white-space:pre-wrap;font:inherit;border-left:4px solid #b3261e;padding-left:1rem}
button{display:block;width:100%;font:inherit;padding:1rem;margin:.75rem 0;border:2px solid #1b1b1b;border-radius:.5rem;background:#fff;color:inherit}
button[value=take]{background:#0b5d1e;border-color:#0b5d1e;color:#fff;font-weight:700}
@media(prefers-color-scheme:dark){body{background:#111;color:#eee}button{background:#111;border-color:#eee}}`

/** Nothing but this style and this form. */
export const answerPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`

const page = (language: Language, title: string, body: string): string =>
  `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escapeMarkup(title)}</title><style>${style}</style></head><body><main>${body}</main></body></html>`

export const answerPage = ({ language, policy, name, text, state, actions }: AnswerPage): string => {
  const words = messageWords[language]
  const buttons = actions
    .map((action) => `<button name="action" value="${action}">${escapeMarkup(words.actions[action])}</button>`)
    .join('')
  const form = actions.length === 0 ? '' : `<form method="post">${buttons}</form>`
  return page(
    language,
    words.title,
    `<h1>${escapeMarkup(policy)}</h1><p>${escapeMarkup(name)}</p><pre>${escapeMarkup(text)}</pre><p role="status">${escapeMarkup(state)}</p>${form}`,
  )
}

export const unknownPage = (language: Language): string => {
  const words = messageWords[language]
  return page(
    language,
    words.title,
    `<h1>${escapeMarkup(words.title)}</h1><p role="status">${escapeMarkup(words.unknown)}</p>`,
  )
}
