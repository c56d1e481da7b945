// Whoever reads a message about a swap is told what it means for them, in both languages.
import { describe, expect, it } from 'vitest'
import { swapStates } from '#core/calendar/swap'
import { type SwapTold, swapMessage } from './swaps.ts'

const told: SwapTold = {
  state: 'open',
  reader: 'asked',
  schedule: '夜間当番',
  zone: 'Europe/Berlin',
  position: 'first',
  fromMs: Date.parse('2026-11-30T09:00:00+09:00'),
  toMs: Date.parse('2026-12-01T09:00:00+09:00'),
  note: '通院のため',
  from: '佐藤',
  takenBy: '鈴木',
  link: 'https://noroshi.test/console/me',
}

describe('a swap', () => {
  it('says when, where and why, on the clock of the schedule, and where it is answered', () => {
    expect(swapMessage(told, 'ja')).toEqual({
      subject: '夜間当番: 佐藤さんから、当番の交代を頼まれています。',
      text: [
        '佐藤さんから、当番の交代を頼まれています。',
        '',
        '当番表: 夜間当番',
        '担当: first',
        '開始: 2026-11-30 01:00 (Europe/Berlin)',
        '終了: 2026-12-01 01:00 (Europe/Berlin)',
        'メモ: 通院のため',
        'お返事: https://noroshi.test/console/me',
      ].join('\n'),
    })
  })

  it('that is over asks for no answer, and leaves out what was not said', () => {
    const { text } = swapMessage({ ...told, state: 'accepted', reader: 'asking', position: null, note: '' }, 'en')
    expect(text).toBe(
      '鈴木 takes your shift.\n\nSchedule: 夜間当番\nFrom: 2026-11-30 01:00 (Europe/Berlin)\nUntil: 2026-12-01 01:00 (Europe/Berlin)',
    )
  })

  it.each(['ja', 'en'] as const)('has words for each state and reader in %s', (language) => {
    const readers = ['asking', 'taking', 'asked'] as const
    const first = (state: SwapTold['state'], reader: SwapTold['reader']) =>
      swapMessage({ ...told, state, reader }, language).text.split('\n')[0]
    const all = swapStates.flatMap((state) => readers.map((reader) => first(state, reader)))
    expect(all.filter((line) => line === undefined || line === '')).toEqual([])
    expect(new Set(swapStates.map((state) => first(state, 'asking'))).size).toBe(swapStates.length)
  })
})
