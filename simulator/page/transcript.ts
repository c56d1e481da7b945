// What was heard on one phone: the words being spoken now, large; and everything before, in a drawer.

import { element, setText } from './element.ts'
import { clockText, readable } from './format.ts'
import type { PhoneView, TranscriptItem } from './types.ts'
import type { Words } from './words.ts'

export class TranscriptList {
  /** The latest words, always shown. */
  readonly now = element('div', { class: 'now' })
  readonly drawer: HTMLElement
  private readonly words: Words
  private readonly latest = element('p', { class: 'latest', 'aria-live': 'polite' })
  private readonly ending = element('p', { class: 'ending' })
  private readonly list = element('ol', { class: 'transcript', tabindex: 0 })
  private lastN = 0

  constructor(words: Words) {
    this.words = words
    this.list.setAttribute('aria-label', words.transcript)
    this.now.append(this.latest, this.ending)
    this.drawer = element('details', { class: 'drawer' }, element('summary', {}, words.transcript), this.list)
  }

  update(phone: PhoneView): void {
    const { words } = this
    const ringAt = phone.transcript.findLastIndex(({ kind }) => kind === 'ring' || kind === 'dial')
    const call = phone.transcript.slice(ringAt + 1)
    const spoken = call.findLast((item) => ['say', 'play', 'greeting', 'connected'].includes(item.kind))
    const end = call.findLast((item) => item.kind === 'end')
    setText(this.latest, spoken ? this.textOf(spoken) : end ? '' : words.nothingHeard)
    this.latest.lang = spoken?.kind === 'say' ? (spoken.language ?? 'en') : ''
    setText(this.ending, end ? this.textOf(end) : '')
    this.now.classList.toggle('is-quiet', spoken === undefined || end !== undefined)
    this.now.hidden = phone.state === 'ringing'
    this.updateList(phone.transcript)
  }

  private updateList(items: readonly TranscriptItem[]): void {
    const lastN = items.at(-1)?.n ?? 0
    // Marks such as "cut off" are set on the last items after they were shown: those few are drawn again.
    const isBehind = lastN < this.lastN
    if (isBehind) this.list.replaceChildren()
    const known = new Map([...this.list.children].map((row) => [(row as HTMLElement).dataset['n'], row as HTMLElement]))
    const isAtEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 40
    for (const item of items) {
      const row = known.get(String(item.n))
      if (!row) this.list.append(this.row(item))
      else setText(row.lastElementChild as HTMLElement, this.textOf(item))
    }
    if (isAtEnd && lastN !== this.lastN) this.list.scrollTop = this.list.scrollHeight
    this.lastN = lastN
  }

  private row(item: TranscriptItem): HTMLElement {
    return element(
      'li',
      { 'data-n': item.n, 'data-kind': item.kind },
      element('time', {}, clockText(item.atMs)),
      element('span', { class: 'kind' }, this.words.item[item.kind]),
      element('span', { class: 'what' }, this.textOf(item)),
    )
  }

  private textOf(item: TranscriptItem): string {
    const { words } = this
    switch (item.kind) {
      case 'end':
        return words.ended[item.text] ?? item.text
      case 'answer':
        return item.text === 'machine' ? words.machineAnswered : words.person
      case 'key':
        return `${item.text} ${item.used === false ? words.unused : ''}`.trim()
      case 'say':
      case 'play':
        return [item.text, item.cut ? words.cut : '', item.recorded ? `[${words.recorded}]` : '']
          .filter(Boolean)
          .join(' ')
      case 'ring':
      case 'dial':
        return readable(item.text)
      case 'connected':
        return `⇄ ${readable(item.text)}`
      case 'greeting':
      case 'beep':
      case 'pause':
      case 'sms':
      case 'text':
        return item.text
    }
  }
}
