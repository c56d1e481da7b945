// One phone on the wall. The card is made once and then only brought up to date, so that focus, open drawers and the place
// in the transcript survive every change.

import { phonePath, send } from './api.ts'
import { button, element, icon, setText } from './element.ts'
import type { Field } from './fields.ts'
import { textField } from './fields.ts'
import { clockText, readable } from './format.ts'
import { knobForm } from './knobs.ts'
import { TranscriptList } from './transcript.ts'
import type { PhoneView } from './types.ts'
import type { Words } from './words.ts'

export type CardTools = { words: Words; report: (error: unknown) => void }

const keyRows = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

export class PhoneCard {
  readonly node = element('article', { class: 'phone' })
  phone: PhoneView
  private readonly tools: CardTools
  private readonly title = element('h2')
  private readonly number = element('p', { class: 'number' })
  private readonly state = element('p', { class: 'state' })
  private readonly caller = element('p', { class: 'caller' })
  private readonly ringingActs = element('div', { class: 'acts' })
  private readonly talkingActs = element('div', { class: 'talk' })
  private readonly idleActs = element('div', { class: 'acts' })
  private readonly pad: HTMLElement
  private readonly answerButton: HTMLButtonElement
  private readonly firstKey: HTMLButtonElement
  private readonly transcript: TranscriptList
  private readonly inbox: HTMLElement
  private readonly inboxList = element('ul', { class: 'inbox' })
  private readonly reply: HTMLElement
  private readonly fields: Field[] = []
  private shownSms = ''

  constructor(phone: PhoneView, tools: CardTools) {
    this.phone = phone
    this.tools = tools
    const { words } = tools
    this.answerButton = this.actButton(words.answer, 'answer', { class: 'act-now', shape: 'handset' })
    this.ringingActs.append(
      this.answerButton,
      this.actButton(words.reject, 'reject', { class: '', shape: 'hangUp' }),
      this.actButton(words.voicemail, 'voicemail', { class: '', shape: 'tape' }),
    )
    const keys = keyRows.map((key) => this.keyButton(key))
    this.firstKey = keys[0] ?? this.answerButton
    this.pad = element(
      'div',
      { class: 'keypad', role: 'group', 'aria-label': words.of(words.keypad, this.who) },
      ...keys,
    )
    this.talkingActs.append(this.pad, this.actButton(words.hangUp, 'hangup', { class: 'wide', shape: 'hangUp' }))
    this.idleActs.append(this.actButton(words.callBack, 'call', { class: 'quiet', shape: 'handset' }))
    this.transcript = new TranscriptList(words)
    const inboxTitle = element('h3', {}, icon('letter'), element('span', {}, words.inbox))
    this.reply = this.replyForm()
    this.inbox = element('section', { class: 'sms' }, inboxTitle, this.inboxList, this.reply)
    const head = element('header', { class: 'head' }, element('div', {}, this.title, this.number), this.state)
    const acts = [this.ringingActs, this.transcript.now, this.talkingActs, this.idleActs]
    const parts = [head, this.caller, ...acts, this.inbox]
    this.node.append(...parts, this.transcript.drawer, this.knobDrawer())
    this.update(phone)
  }

  get who(): string {
    return this.phone.name ?? readable(this.phone.number)
  }

  update(phone: PhoneView): void {
    const before = this.phone.state
    this.phone = phone
    const { words } = this.tools
    setText(this.title, this.who)
    setText(this.number, phone.name === null ? '' : readable(phone.number))
    setText(this.state, words[phone.state])
    this.node.dataset['state'] = phone.state
    this.node.setAttribute('aria-label', `${this.who} ${words[phone.state]}`)
    setText(this.caller, this.otherEnd(phone))
    const hadFocus = this.node.contains(document.activeElement) && this.hasActFocus()
    this.ringingActs.hidden = phone.state !== 'ringing'
    this.talkingActs.hidden = phone.state !== 'talking' && phone.state !== 'machine'
    this.pad.hidden = phone.state !== 'talking'
    this.idleActs.hidden = phone.state !== 'idle' || phone.lastCaller === null
    // The button just used is gone; whoever works with the keyboard goes on at the keypad.
    if (hadFocus && before === 'ringing' && phone.state === 'talking') this.firstKey.focus()
    this.transcript.update(phone)
    this.updateInbox(phone)
    for (const field of this.fields) field.update()
  }

  /** Who calls, or whom it calls. */
  private otherEnd({ call }: PhoneView): string {
    const { words } = this.tools
    if (call === null) return ''
    return call.direction === 'inbound' ? words.to(readable(call.to)) : words.from(readable(call.from))
  }

  private hasActFocus(): boolean {
    const focused = document.activeElement
    return this.ringingActs.contains(focused) || this.talkingActs.contains(focused)
  }

  private act(name: string, body?: object): void {
    send('POST', phonePath(this.phone.number, `/${name}`), body).catch(this.tools.report)
  }

  private actButton(
    text: string,
    act: string,
    look: { class: string; shape: 'handset' | 'hangUp' | 'tape' },
  ): HTMLButtonElement {
    const label = this.tools.words.of(text, this.who)
    return button(text, { class: look.class, 'aria-label': label, onclick: () => this.act(act) }, look.shape)
  }

  private keyButton(key: string): HTMLButtonElement {
    const label = this.tools.words.of(this.tools.words.key(key), this.who)
    return button(key, { class: 'key', 'aria-label': label, onclick: () => this.act('press', { keys: key }) })
  }

  /** An SMS to whoever sent the last one. */
  private replyForm(): HTMLElement {
    const { words, report } = this.tools
    const body = element('input', { 'aria-label': words.of(words.replyText, this.who), placeholder: words.replyText })
    const submit = (event: Event): void => {
      event.preventDefault()
      if (body.value.trim() === '') return
      send('POST', phonePath(this.phone.number, '/text'), { body: body.value }).then(() => {
        body.value = ''
      }, report)
    }
    const sendIt = button(words.replySend, {
      class: 'quiet',
      type: 'submit',
      'aria-label': words.of(words.replySend, this.who),
    })
    return element('form', { class: 'reply', onsubmit: submit }, body, sendIt)
  }

  private updateInbox(phone: PhoneView): void {
    const key = phone.inbox.map((message) => message.sid + message.body.length).join()
    this.inbox.hidden = phone.inbox.length === 0
    this.reply.hidden = phone.inbox.every(({ from }) => from === null)
    if (key === this.shownSms) return
    this.shownSms = key
    const newestFirst = [...phone.inbox].reverse().slice(0, 5)
    this.inboxList.replaceChildren(
      ...newestFirst.map((message) =>
        element('li', {}, element('p', {}, message.body), element('time', {}, clockText(message.deliveredAtMs))),
      ),
    )
  }

  private knobDrawer(): HTMLElement {
    const { words, report } = this.tools
    const change = (patch: Record<string, unknown>): void => {
      send('PATCH', phonePath(this.phone.number), patch).catch(report)
    }
    const name = textField({
      label: words.name,
      get: () => this.phone.name ?? '',
      set: (text) => change({ name: text || null }),
    })
    const form = knobForm({
      words,
      behaviour: () => this.phone.behaviour,
      overrides: () => this.phone.overrides,
      change,
    })
    this.fields.push(name, form)
    const reset = button(words.resetPhone, {
      class: 'quiet',
      onclick: () => void send('DELETE', phonePath(this.phone.number, '/behaviour')).catch(report),
    })
    return element('details', { class: 'drawer' }, element('summary', {}, words.knobs), name.node, form.node, reset)
  }
}
