// What an address of a contact method may look like, by its channel: where people enter it, and again when a message goes out. Phone
// numbers, mail addresses and Slack's names have rules of their own beside their channels.

import type { Channel } from './plan.ts'

type Form = { readonly pattern: RegExp /** What it must be, in words. */; readonly must: string }

/** The place itself is the connection's; the address is what it is called there. */
const named: Form = { pattern: /^[^\p{Cc}\p{Cs}]{1,200}$/u, must: 'must be one line of up to 200 characters' }

const forms: Readonly<Partial<Record<Channel, Form>>> = {
  webhook: named,
  teams: named,
  lineworks: {
    pattern: /^(#[A-Za-z0-9_-]{1,100}|[A-Za-z0-9_.+-]{1,100}(@[A-Za-z0-9.-]{1,100})?)$/,
    must: 'must be a member’s login id or user id, or # and the id of a talk room',
  },
  light: {
    pattern: /^[A-Za-z0-9_-]{1,40}$/,
    must: 'must be six digits, or the name of one of the connection’s patterns',
  },
  command: named,
  // What a browser’s subscription is called; the subscription itself is kept sealed.
  push: {
    pattern: /^[A-Za-z0-9_-]{43}$/,
    must: 'is made by the browser that receives: register it on its person’s own page',
  },
}

/** Returns what is wrong with an address, in words; null where nothing is, or where another rule knows. */
export const wrongAddress = (channel: Channel, address: string): string | null => {
  const form = forms[channel]
  return form === undefined || form.pattern.test(address) ? null : form.must
}

export const isAddressOf = (channel: Channel, address: string): boolean => wrongAddress(channel, address) === null
