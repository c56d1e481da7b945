// The top of the page: what this is, whether it is live, sound and language; and below it, when one was set up, the button
// that starts a demonstration.

import { phonePath, send } from './api.ts'
import { button, element, icon, setText } from './element.ts'
import { sound } from './sound.ts'
import type { NetworkView } from './types.ts'
import type { Words } from './words.ts'

export type BarTools = { words: Words; switchLanguage: () => void; soundChanged: () => void }

export type Bar = { nodes: HTMLElement[]; connection(isLive: boolean): void }

export function topBar({ words, switchLanguage, soundChanged }: BarTools): Bar {
  const state = element('span', { class: 'connection', role: 'status' }, words.lost)
  const label = element('span')
  const mute = element('button', {
    type: 'button',
    class: 'quiet',
    onclick: () => {
      sound.isOn = !sound.isOn
      showSound()
      soundChanged()
    },
  })
  const showSound = (): void => {
    setText(label, sound.isOn ? words.soundOn : words.soundOff)
    mute.setAttribute('aria-pressed', String(sound.isOn))
  }
  mute.append(icon('speaker'), label)
  showSound()
  const language = button(words.otherLanguage, { class: 'quiet', onclick: switchLanguage })
  const brand = element('img', { src: '/page/beacon.svg', alt: '', width: 28, height: 28 })
  const title = element('h1', {}, brand, element('span', {}, words.title))
  const right = element('div', { class: 'tools' }, state, mute, language)
  const connection = (isLive: boolean): void => {
    setText(state, isLive ? words.live : words.lost)
    state.dataset['live'] = String(isLive)
  }
  return { nodes: [title, right], connection }
}

export type Demo = { node: HTMLElement; update(network: NetworkView): void }

export function demoBar(words: Words, report: (error: unknown) => void): Demo {
  const policy = element('select', { id: 'demo-policy' })
  const text = element('input', { id: 'demo-text', value: words.demoDefault })
  const result = element('p', { class: 'muted', role: 'status' })
  const start = button(words.demoStart, { class: 'primary', type: 'submit' })
  const submit = (event: Event): void => {
    event.preventDefault()
    setText(result, '')
    send('POST', '/demo/start', { policyId: policy.value, text: text.value }).then(
      () => setText(result, words.demoStarted),
      report,
    )
  }
  const field = (id: string, name: string, input: HTMLElement): HTMLElement =>
    element('div', { class: 'field' }, element('label', { for: id }, name), input)
  const fields = [field('demo-policy', words.demoPolicy, policy), field('demo-text', words.demoText, text), start]
  const form = element('form', { class: 'demo-form', onsubmit: submit }, ...fields)
  const node = element('section', { class: 'demo', 'aria-label': words.demoTitle, hidden: true }, form, result)
  let shown = ''
  const update = (network: NetworkView): void => {
    const policies = network.demo?.policies ?? []
    node.hidden = policies.length === 0
    const key = JSON.stringify(policies)
    if (key === shown) return
    shown = key
    policy.replaceChildren(...policies.map(({ id, name }) => element('option', { value: id }, name)))
  }
  return { node, update }
}

/** A small form that makes a phone before anybody calls it. */
export function addPhoneForm(words: Words, report: (error: unknown) => void): HTMLElement {
  const number = element('input', {
    id: 'new-number',
    placeholder: '+81-90-0123-0004',
    required: true,
    inputmode: 'tel',
  })
  const name = element('input', { id: 'new-name' })
  const submit = (event: Event): void => {
    event.preventDefault()
    send('PATCH', phonePath(number.value), { name: name.value || null }).then(() => {
      number.value = ''
      name.value = ''
    }, report)
  }
  const field = (id: string, label: string, input: HTMLElement): HTMLElement =>
    element('div', { class: 'field' }, element('label', { for: id }, label), input)
  const fields = [field('new-number', words.number, number), field('new-name', words.name, name)]
  const form = element('form', { onsubmit: submit }, ...fields, button(words.add, { type: 'submit' }))
  return element('details', { class: 'panel' }, element('summary', {}, words.addPhone), form)
}
