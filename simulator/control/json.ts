// How phones, calls and messages look to scripts and to the page. Plain data; instants in milliseconds since 1970 by the
// network's clock, except `arrivedAtMs`, which is wall time with fractions.

import type { Call } from '../call.ts'
import type { Message } from '../message.ts'
import type { Network } from '../network.ts'
import type { Phone } from '../phone.ts'
import type { ControlHost } from './request.ts'

export function phoneJson(phone: Phone, itemsMax: number): object {
  const { line } = phone
  return {
    number: phone.number,
    name: phone.name,
    state: phone.state(),
    changedAtMs: phone.changedAtMs,
    call: line ? callJson(line.call) : null,
    lastCaller: phone.lastCaller(),
    callCount: phone.calls().length,
    overrides: phone.overrides,
    upcoming: phone.upcoming,
    behaviour: phone.behaviour(),
    transcript: itemsMax === 0 ? [] : phone.transcript().slice(-itemsMax),
    inbox: phone.inbox().slice(-20).map(messageJson),
  }
}

export function callJson(call: Call): object {
  return {
    sid: call.sid,
    accountSid: call.accountSid,
    to: call.to,
    from: call.from,
    status: call.status,
    direction: call.direction,
    parentSid: call.parentSid,
    answeredBy: call.answeredBy,
    sipCode: call.sipCode,
    arrivedAtMs: call.arrivedAtMs,
    createdAtMs: call.createdAtMs,
    startedAtMs: call.startedAtMs,
    answeredAtMs: call.answeredAtMs,
    endedAtMs: call.endedAtMs,
    source: call.order.source,
    statusCallback: call.order.statusCallback,
    ringMs: call.order.ringMs,
  }
}

export function messageJson(message: Message): object {
  return {
    sid: message.sid,
    accountSid: message.accountSid,
    to: message.to,
    from: message.from,
    body: message.body,
    segments: message.segments,
    status: message.status,
    errorCode: message.errorCode,
    arrivedAtMs: message.arrivedAtMs,
    createdAtMs: message.createdAtMs,
    sentAtMs: message.sentAtMs,
    deliveredAtMs: message.deliveredAtMs,
  }
}

/** Named phones first, then those that did something last. */
export function phonesToShow(network: Network, max: number): Phone[] {
  const phones = [...network.phones.values()]
  const named = phones.filter((phone) => phone.name !== null)
  const others = phones.filter((phone) => phone.name === null).sort((a, b) => b.changedAtMs - a.changedAtMs)
  return [...named, ...others].slice(0, max)
}

/** What applies to all phones, for the page's panel and for scripts. */
export function networkJson({ network, url, demo }: ControlHost): object {
  return {
    url,
    demo: demo ? { policies: demo.policies } : null,
    resets: network.resets,
    behaviour: network.behaviour,
    settings: network.settings,
    faults: network.faults.list(),
    clock: { mode: network.clock.mode, nowMs: network.clock.nowMs() },
    accounts: [...network.accounts.values()].map((account) => ({
      sid: account.sid,
      authToken: account.authToken,
      friendlyName: account.friendlyName,
      status: account.status,
      cps: account.cps,
      concurrency: account.concurrency,
      unfinished: account.unfinished,
      queued: account.queue.length - account.queueAt,
      numbers: [...account.numbers.keys()],
    })),
    debugger: network.debuggerLog.list().slice(-20),
  }
}

/** Totals and first and last arrivals, without walking through the calls. */
export function statsJson(network: Network): object {
  return {
    calls: { total: network.calls.all.length, ...ends(network.calls.all) },
    messages: { total: network.messages.all.length, ...ends(network.messages.all) },
    requests: network.requests.total,
    callbacks: { sent: network.callbacks.sent, dropped: network.callbacks.dropped },
    webhooksOutstanding: network.webhooks.outstanding,
    phones: network.phones.size,
  }
}

function ends(items: readonly { arrivedAtMs: number }[]): object {
  return { firstArrivedAtMs: items[0]?.arrivedAtMs ?? null, lastArrivedAtMs: items.at(-1)?.arrivedAtMs ?? null }
}
