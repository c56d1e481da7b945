// What there is to say of a message, by the names that placeholders use: in the bodies of webhooks, in the arguments of programs. Pure.

import { plainBody, plainText } from './plain.ts'
import { lineOf } from './text.ts'
import type { Message } from './way.ts'

/** UTF-16 units. */
const TEXT_MAX = 4_000

/** `link` is empty where no answer is wanted; `message` is the text with it. */
export const factsOf = (message: Message) => {
  const { said, answering, order } = message
  const { attempt, destination, plan } = order
  return {
    text: plainBody(message, TEXT_MAX),
    message: plainText(message, TEXT_MAX),
    link: answering.actions.length === 0 ? '' : answering.url,
    subject: lineOf(said.subject ?? plan.policyName) ?? '',
    policy: plan.policyName,
    name: destination.name,
    address: attempt.address,
    language: destination.language,
    callout: attempt.calloutId,
    attempt: String(attempt.ordinal),
  }
}
