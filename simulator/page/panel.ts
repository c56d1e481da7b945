// The drawer for the network as a whole: defaults of all phones, faults of the provider, the account, the clock, and what
// the provider's debugger would show.

import { send } from './api.ts'
import { button, element, setText } from './element.ts'
import type { Field } from './fields.ts'
import { numberField, selectField } from './fields.ts'
import { clockText } from './format.ts'
import { knobForm } from './knobs.ts'
import type { AccountView, Fault, NetworkView } from './types.ts'
import type { Words } from './words.ts'

export type PanelTools = { words: Words; report: (error: unknown) => void; network: () => NetworkView }

export function networkPanel(tools: PanelTools): Field {
  const { words } = tools
  const sections = [
    faultSection(tools),
    defaultsSection(tools),
    accountSection(tools),
    clockSection(tools),
    debuggerSection(tools),
  ]
  const reset = button(words.reset, { onclick: () => void send('POST', '/reset').catch(tools.report) })
  const body = element('div', { class: 'sections' }, ...sections.map((each) => each.node), reset)
  const node = element('details', { class: 'panel' }, element('summary', {}, words.global), body)
  return { node, update: () => sections.forEach((each) => each.update()) }
}

function section(title: string, fields: readonly Field[], ...more: HTMLElement[]): Field {
  const node = element('section', {}, element('h2', {}, title), ...fields.map((field) => field.node), ...more)
  return { node, update: () => fields.forEach((field) => field.update()) }
}

function defaultsSection({ words, report, network }: PanelTools): Field {
  const change = (patch: Record<string, unknown>): void => void send('PATCH', '/behaviour', patch).catch(report)
  return section(words.defaults, [
    knobForm({ words, behaviour: () => network().behaviour, overrides: () => null, change }),
  ])
}

function faultSection({ words, report, network }: PanelTools): Field {
  const draft: { kind: string; next: number | null; resource: string } = { kind: '500', next: 1, resource: '' }
  const { error: _own, ...kinds } = words.faultKinds
  const fields = [
    selectField({
      label: words.faults,
      options: kinds,
      get: () => draft.kind,
      set: (kind) => void (draft.kind = kind),
    }),
    numberField({ label: words.times, get: () => draft.next, set: (next) => void (draft.next = next) }),
    selectField({
      label: words.resource,
      options: { '': words.all, calls: words.callsResource, messages: words.messagesResource },
      get: () => draft.resource,
      set: (resource) => void (draft.resource = resource),
    }),
  ]
  const add = button(words.addFault, {
    onclick: () => {
      const more = {
        ...(draft.next === null ? {} : { next: draft.next }),
        ...(draft.resource ? { resource: draft.resource } : {}),
      }
      const delay = draft.kind === 'slow' ? { delayMs: 5000 } : {}
      send('POST', '/faults', { kind: draft.kind, ...more, ...delay }).catch(report)
    },
  })
  const list = element('ul', { class: 'list' })
  const grid = element('div', { class: 'fields' }, ...fields.map((field) => field.node))
  const remove = (at: number): void => {
    const faults = network().faults.filter((_fault, index) => index !== at)
    send('POST', '/faults', { faults }).catch(report)
  }
  const drawList = (): void => {
    const rows = network().faults.map((fault, at) => faultRow(words, fault, () => remove(at)))
    list.replaceChildren(...(rows.length > 0 ? rows : [element('li', { class: 'muted' }, words.noFaults)]))
  }
  const whole = section(words.faults, [], grid, add, list)
  return {
    node: whole.node,
    update: () => {
      for (const field of fields) field.update()
      drawList()
    },
  }
}

function faultRow(words: Words, fault: Fault, remove: () => void): HTMLElement {
  const details = [fault.resource, fault.action, fault.to, fault.next === undefined ? '∞' : `× ${fault.next}`].filter(
    Boolean,
  )
  const text = `${words.faultKinds[fault.kind]} ${details.join(' ')}`
  return element('li', {}, element('span', {}, text), button(words.removeFault, { class: 'quiet', onclick: remove }))
}

function accountSection({ words, report, network }: PanelTools): Field {
  const account = (): AccountView | undefined => network().accounts[0]
  const change = (patch: object): void => void send('PATCH', `/accounts/${account()?.sid ?? ''}`, patch).catch(report)
  const sid = element('code')
  const token = element('code')
  const numbers = element('code')
  const load = element('p', { class: 'muted' })
  const facts = element(
    'dl',
    {},
    ...pairs([
      ['Account SID', sid],
      ['Auth Token', token],
      [words.number, numbers],
    ]),
  )
  const fields = [
    numberField({ label: words.rate, get: () => account()?.cps, set: (cps) => change({ cps }) }),
    numberField({
      label: words.concurrency,
      get: () => account()?.concurrency,
      set: (concurrency) => change({ concurrency }),
    }),
  ]
  const grid = element('div', { class: 'fields' }, ...fields.map((field) => field.node))
  const update = (): void => {
    for (const field of fields) field.update()
    const shown = account()
    if (!shown) return
    setText(sid, shown.sid)
    setText(token, shown.authToken)
    setText(numbers, shown.numbers.join(', '))
    setText(load, words.queuedCalls(shown.queued, shown.unfinished))
  }
  return { node: section(words.account, [], facts, grid, load).node, update }
}

function pairs(rows: readonly [string, HTMLElement][]): HTMLElement[] {
  return rows.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)])
}

function clockSection({ words, report, network }: PanelTools): Field {
  const mode = selectField({
    label: words.clock,
    options: { real: words.real, stepped: words.stepped },
    get: () => network().clock.mode,
    set: (value) => void send('POST', '/clock', { mode: value }).catch(report),
  })
  const steps = [1, 10, 60].map((seconds) =>
    button(words.advance(seconds), {
      class: 'quiet',
      onclick: () => void send('POST', '/clock/advance', { ms: seconds * 1000 }).catch(report),
    }),
  )
  const row = element('div', { class: 'acts' }, ...steps)
  const whole = section(words.clock, [mode], row)
  return {
    node: whole.node,
    update: () => {
      whole.update()
      row.hidden = network().clock.mode === 'real'
    },
  }
}

function debuggerSection({ words, network }: PanelTools): Field {
  const list = element('ul', { class: 'list' })
  const update = (): void => {
    const entries = [...network().debugger].reverse()
    const rows = entries.map((entry) => {
      return element('li', {}, element('span', {}, `${clockText(entry.atMs)} ${entry.code} ${entry.message}`))
    })
    list.replaceChildren(...(rows.length > 0 ? rows : [element('li', { class: 'muted' }, words.noErrors)]))
  }
  return { node: section(words.debugger, [], list).node, update }
}
