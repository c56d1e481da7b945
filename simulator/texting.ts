// SMS the other way round: a phone writes to a number that an account owns, the number's SmsUrl is asked, and what it answers is sent back.
// In the service Japanese phones cannot do this; here every phone can, since all that are made up are Japanese.

import type { Account, OwnedNumber } from './account.ts'
import { newSid } from './ids.ts'
import { segmentsOf } from './message.ts'
import type { Network } from './network.ts'
import type { Phone } from './phone.ts'
import { documentOfAnswer, innerText, type TwimlNode } from './twiml/document.ts'

export type Texting = { phone: Phone; to: string; body: string }

type Owner = { account: Account; owned: OwnedNumber }

const ownerOf = (network: Network, number: string): Owner | null => {
  for (const account of network.accounts.values()) {
    const owned = account.numbers.get(number)
    if (owned) return { account, owned }
  }
  return null
}

/** @returns whether anybody has that number; what comes of it shows on the phone, and in the debugger */
export function textIn(network: Network, { phone, to: written, body }: Texting): boolean {
  const to = written.replaceAll(/[\s().-]/g, '')
  const owner = ownerOf(network, to)
  if (owner === null) return false
  network.note(phone, { kind: 'text', text: body, callSid: null })
  void ask(network, owner, { phone, to, body })
  return true
}

async function ask(network: Network, { account, owned }: Owner, { phone, to, body }: Texting): Promise<void> {
  const url = owned.settings['sms_url'] ?? ''
  if (url === '') return
  const sid = newSid('SM')
  const answer = await network.webhooks.send({
    url,
    method: owned.settings['sms_method'] === 'GET' ? 'GET' : 'POST',
    accountSid: account.sid,
    authToken: account.authToken,
    fields: {
      MessageSid: sid,
      SmsMessageSid: sid,
      SmsSid: sid,
      SmsStatus: 'received',
      AccountSid: account.sid,
      ApiVersion: '2010-04-01',
      From: phone.number,
      To: to,
      Body: body,
      NumMedia: '0',
      NumSegments: String(segmentsOf(body)),
    },
  })
  const document = documentOfAnswer(answer)
  if (!document.ok) {
    network.debuggerLog.add({ level: 'error', ...document.problem, sid, url })
    return
  }
  for (const verb of document.verbs) if (verb.name === 'Message') sendBack(network, verb, { account, from: to, phone })
}

type Back = { account: Account; from: string; phone: Phone }

function sendBack(network: Network, verb: TwimlNode, { account, from, phone }: Back): void {
  const body = innerText(verb)
  const order = { accountSid: account.sid, to: phone.number, from, serviceSid: null, statusCallback: null }
  if (body !== '') network.sendMessage({ ...order, body, segments: segmentsOf(body) })
}
