// The phones page. Keeps one card per phone, announces and rings when a phone begins to ring, reads aloud what is said, and
// draws everything anew only when the language changes.

import { watchChanges } from './api.ts'
import type { Bar, Demo } from './bar.ts'
import { addPhoneForm, demoBar, topBar } from './bar.ts'
import { PhoneCard } from './card.ts'
import { element, setText } from './element.ts'
import type { Field } from './fields.ts'
import { networkPanel } from './panel.ts'
import { ringBell, silence, speak } from './sound.ts'
import type { NetworkView, PhoneView } from './types.ts'
import type { Language, Words } from './words.ts'
import { chooseLanguage, preferredLanguage, wordsOf } from './words.ts'

const bar = document.getElementById('bar') ?? document.body
const main = document.getElementById('main') ?? document.body
const announcer = document.getElementById('announcer') ?? document.body

let language: Language = preferredLanguage()
let words: Words = wordsOf(language)
let network: NetworkView | null = null
let isLive = false
const phones = new Map<string, PhoneView>()
let screen: {
  top: Bar
  demo: Demo
  panel: Field | null
  wall: HTMLElement
  empty: HTMLElement
  problem: HTMLElement
} | null = null
const cards = new Map<string, PhoneCard>()
let lastSpoken: number | null = null

function draw(): void {
  document.documentElement.lang = language
  document.title = `Noroshi ${words.title}`
  const top = topBar({ words, switchLanguage, soundChanged: updateBell })
  const demo = demoBar(words, report)
  const wall = element('div', { class: 'wall' })
  const empty = element('p', { class: 'empty' }, words.empty)
  const problem = element('p', { class: 'problem', role: 'alert', hidden: true })
  bar.replaceChildren(...top.nodes)
  cards.clear()
  screen = { top, demo, panel: null, wall, empty, problem }
  const intro = element('p', { class: 'intro' }, words.intro)
  main.replaceChildren(intro, demo.node, problem, empty, wall, addPhoneForm(words, report))
  top.connection(isLive)
  if (network) showNetwork(network)
  for (const phone of phones.values()) showPhone(phone)
  empty.hidden = phones.size > 0
}

function switchLanguage(): void {
  language = language === 'ja' ? 'en' : 'ja'
  chooseLanguage(language)
  words = wordsOf(language)
  draw()
}

function report(error: unknown): void {
  if (!screen) return
  const { problem } = screen
  setText(problem, words.failed(error instanceof Error ? error.message : String(error)))
  problem.hidden = false
  setTimeout(() => {
    problem.hidden = true
  }, 6000)
}

function showNetwork(next: NetworkView): void {
  network = next
  if (!screen) return
  screen.demo.update(network)
  if (!screen.panel) {
    screen.panel = networkPanel({ words, report, network: () => network ?? next })
    main.append(screen.panel.node)
  }
  screen.panel.update()
}

function showPhone(phone: PhoneView): void {
  if (!screen) return
  const card = cards.get(phone.number)
  if (card) {
    card.update(phone)
    return
  }
  const made = new PhoneCard(phone, { words, report })
  cards.set(phone.number, made)
  screen.wall.append(made.node)
}

function receive(changed: readonly PhoneView[], isAll: boolean): void {
  if (isAll) forgetOthers(new Set(changed.map((phone) => phone.number)))
  announce(changed.filter((phone) => phone.state === 'ringing' && phones.get(phone.number)?.state !== 'ringing'))
  if (changed.some((phone) => phone.state === 'idle' && isInCall(phones.get(phone.number)))) silence()
  for (const phone of changed) {
    phones.set(phone.number, phone)
    showPhone(phone)
  }
  readAloud(changed)
  if (screen) screen.empty.hidden = phones.size > 0
  updateBell()
}

function isInCall(phone: PhoneView | undefined): boolean {
  return phone !== undefined && phone.state !== 'idle'
}

function announce(ringing: readonly PhoneView[]): void {
  if (ringing.length === 0) return
  setText(
    announcer,
    ringing.map((phone) => words.rings(phone.name ?? phone.number)).join(language === 'ja' ? '。' : '. '),
  )
}

function forgetOthers(kept: ReadonlySet<string>): void {
  for (const number of phones.keys()) {
    if (kept.has(number)) continue
    phones.delete(number)
    cards.get(number)?.node.remove()
    cards.delete(number)
  }
}

/** Says what is new since the page was opened; what was said before stays on paper. */
function readAloud(changed: readonly PhoneView[]): void {
  const items = changed.flatMap((phone) => phone.transcript).sort((a, b) => a.n - b.n)
  const newest = items.at(-1)?.n ?? 0
  if (lastSpoken === null) {
    lastSpoken = newest
    return
  }
  for (const item of items) {
    if (item.n <= lastSpoken) continue
    if (item.kind === 'key') silence()
    if (item.kind === 'say') speak(item)
  }
  lastSpoken = Math.max(lastSpoken, newest)
}

function updateBell(): void {
  ringBell([...phones.values()].some((phone) => phone.state === 'ringing'))
}

draw()
watchChanges({
  phones: receive,
  network: showNetwork,
  connection: (live) => {
    isLive = live
    screen?.top.connection(live)
  },
})
