// What a browser is sent, before it is encrypted: what its service worker shows, and the address that opens when it is pressed
// (console/push/worker.ts reads it). Pure.

import { plainWords } from '#core/channels/plain-words'
import { messageWords } from '#words/messages-out'
import { lineOf } from '../message/text.ts'
import type { Message } from '../message/way.ts'

/** A push service takes 4,096 bytes; the encryption adds 103 to these. */
const BYTES_MAX = 3_993
const ELLIPSIS = '…'

const bytesOf = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2

/** The beginning of a text that takes so many bytes as JSON. */
const cut = (text: string, bytesMax: number): string => {
  if (bytesOf(text) <= bytesMax) return text
  let left = bytesMax - bytesOf(ELLIPSIS)
  let kept = ''
  for (const character of text) {
    left -= bytesOf(character)
    if (left < 0) break
    kept += character
  }
  return `${kept}${ELLIPSIS}`
}

export const pushPayload = ({ said, answering, order }: Message): string => {
  const { attempt, destination, plan } = order
  const { actions, url } = answering
  const [first] = actions
  const payload = {
    title: lineOf(said.subject ?? plan.policyName) ?? '',
    body: '',
    // Repeats of one callout take each other's place.
    tag: attempt.calloutId,
    lang: destination.language,
    ...(first === undefined ? {} : { url, action: messageWords[destination.language].actions[first] }),
  }
  // Every byte of UTF-8 is one character at most.
  const room = BYTES_MAX - Buffer.byteLength(JSON.stringify(payload))
  return JSON.stringify({ ...payload, body: cut(plainWords(said.body, BYTES_MAX), room) })
}
