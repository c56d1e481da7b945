// The picture, by its structure: rows, bars, marks, lines and words; never by its bytes.
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import type { Plan } from '#core/plan/plan'
import { preview } from '#core/preview/preview'
import { type Behaviour, previewLimits, usualNetwork } from '#core/preview/request'
import { people, planOf, together } from '../../tests/support/plans.ts'
import { type PictureOptions, picture } from './picture.ts'
import { cut, escaped, widthOf } from './svg.ts'
import { type Drawn, timelineOf } from './timeline.ts'

const START_MS = Date.parse('2026-11-22T18:00:00Z')

const drawnOf = (
  plans: readonly Plan[],
  others: Behaviour,
  behaviours: Record<string, Behaviour> = {},
): readonly [Drawn, ...Drawn[]] => {
  const { callouts } = preview({
    plans,
    values: { text: 'x' },
    startMs: START_MS,
    seed: 1,
    behaviours: ({ userId }) =>
      behaviours[userId ?? ''] === undefined ? null : [behaviours[userId ?? ''] as Behaviour],
    others,
    network: usualNetwork,
    allows: () => true,
    limits: previewLimits,
  })
  return callouts.map((callout) => ({
    ...callout,
    attempts: callout.attempts.map(({ attempt, witness }) => ({ ...attempt, ringingAtMs: witness.ringingAtMs })),
  })) as unknown as [Drawn, ...Drawn[]]
}

type Asked = {
  readonly timeZone?: string | undefined
  readonly language?: 'ja' | 'en'
  readonly nowMs?: number
  readonly isPreview?: boolean
}
const draw = (drawn: readonly [Drawn, ...Drawn[]], options: Partial<PictureOptions> & Asked = {}): string => {
  const { language = 'en', nowMs = START_MS, isPreview = true, timeZone, ...rest } = options
  const svg = picture(timelineOf(drawn, { language, nowMs, isPreview, timeZone }), {
    width: 1_200,
    theme: 'light',
    ...rest,
  })
  expect(XMLValidator.validate(svg)).toBe(true)
  return svg
}
const texts = (svg: string): readonly string[] =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text)
const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length

const silent = drawnOf([planOf(3, { loopsMax: 2, loopIntervalMs: 300_000 })], { does: 'no_answer' })
const taken = drawnOf(
  [together(3)],
  { does: 'no_answer' },
  { 'user-2': { does: 'answers', afterMs: 9_000, keys: '1' } },
)

describe('what is drawn', () => {
  it('a row per person, a hatched bar per call that rings, a band per loop, the wait between them', () => {
    const svg = draw(silent)
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['Person 1', 'Person 2', 'Person 3', 'round 1', 'round 2', '5 min', 'no answer']),
    )
    expect(count(svg, /fill="url\(#noroshi-rings\)"/g)).toBe(6)
  })

  it('who took it and when, as a line at which everything stops, and the key that was pressed', () => {
    for (const width of [1_200, 390]) {
      const svg = draw(taken, { width })
      const told = texts(svg)
      expect(told.some((text) => text.includes('Person 2 has it') && text.includes('03:00:'))).toBe(true)
      expect(told).toContain('1')
      expect(count(svg, /stroke-width="2.5"/g)).toBeGreaterThanOrEqual(2)
    }
  })

  it('each end by a sign of its own, told from the others without colour', () => {
    const kinds: readonly Behaviour[] = [
      { does: 'no_answer' },
      { does: 'busy' },
      { does: 'unreachable' },
      { does: 'hangs_up', afterMs: 1_000, talkMs: 5_000 },
      { does: 'answers', afterMs: 1_000, keys: '2' },
      { does: 'answers', afterMs: 1_000, keys: '1' },
    ]
    const signs = kinds.map((others) => {
      const svg = draw(drawnOf([planOf(1)], others))
      const group = [...svg.matchAll(/<g><title>[^<]*<\/title>(.*?)<\/g>/gs)].at(-1)?.[1] ?? ''
      return group
        .replaceAll(/-?\d+(\.\d+)?/g, '')
        .replaceAll(/<(rect|line)[^>]*(rings|stroke-opacity|fill="currentColor")[^>]*>/g, '')
    })
    expect(new Set(signs).size).toBe(kinds.length)
  })

  it('what happened in words for those who point at it or cannot see it', () => {
    const svg = draw(silent, { language: 'ja' })
    expect(svg).toContain('role="img"')
    expect(svg).toContain('aria-labelledby="noroshi-title noroshi-description"')
    expect(/<desc[^>]*>([^<]*)</.exec(svg)?.[1]).toBe('3人に6回電話。結果: 応答なし。')
    expect(svg).toMatch(/<title>[^<]*電話に出ませんでした/)
  })

  it.each([
    [undefined, '03:00 JST'],
    ['UTC', '18:00 UTC'],
    ['Europe/Berlin', '19:00 CET'],
    ['America/New_York', '13:00 GMT-5'],
  ])('when it began, and by whose clocks: %s', (timeZone, told) => {
    for (const width of [1_200, 390])
      expect(texts(draw(silent, { timeZone, width }))).toContainEqual(expect.stringContaining(told))
  })

  it('two policies one after the other by name', () => {
    const chain = [
      planOf(1, { policyName: 'Night', escalatesTo: 'x' as Plan['escalatesTo'] }),
      planOf(1, { policyName: 'Boss' }),
    ]
    expect(texts(draw(drawnOf(chain, { does: 'no_answer' })))).toEqual(
      expect.arrayContaining(['Night round 1', 'Boss round 1']),
    )
  })

  it('a callout that still runs up to now, and a plan that called nobody', () => {
    const [one] = silent
    const running: Drawn = {
      ...one,
      head: { outcome: null, acknowledgedBy: null, endedAtMs: null },
      attempts: one.attempts.slice(0, 1).map((attempt) => ({ ...attempt, endedAtMs: null, result: null })),
      history: one.history.slice(0, 4),
    }
    expect(draw([running], { nowMs: START_MS + 30_000, isPreview: false })).toContain('30 s')
    const nobody: Drawn = { ...one, plan: { ...one.plan, destinations: [] }, attempts: [], history: [] }
    for (const width of [1_200, 390]) expect(texts(draw([nobody], { width }))).toContain('There is nobody to call')
  })
})

describe('it fits', () => {
  it.each([
    [1_440, 'across'],
    [390, 'down'],
    [280, 'down'],
  ] as const)('%d wide, time runs %s', (width, direction) => {
    const svg = draw(silent, { width })
    expect(svg).toBe(draw(silent, { width, direction }))
    expect(svg).toMatch(new RegExp(`viewBox="0 0 ${width} \\d+"`))
    const xs = [...svg.matchAll(/ (?:x|cx|x1|x2)="([\d.]+)"/g)].map(([, x]) => Number(x))
    expect(Math.max(...xs)).toBeLessThanOrEqual(width)
  })

  it('folds long silences rather than making calls too small, and says how long they are', () => {
    const long = drawnOf([planOf(2, { loopsMax: 3, loopIntervalMs: 6 * 3_600_000 })], { does: 'no_answer' })
    const svg = draw(long)
    expect(texts(svg).filter((text) => text === '6 h').length).toBeGreaterThanOrEqual(2)
    const widths = [...svg.matchAll(/width="([\d.]+)"[^>]*fill="url/g)].map(([, width]) => Number(width))
    expect(Math.min(...widths)).toBeGreaterThan(20)
  })

  it('long names are cut, and whole where one points at them', () => {
    const name = '長谷川五右衛門之助夜間第二当番東京支社運用部第三課'
    const plan = planOf(1, { destinations: people(1).map((one) => ({ ...one, name })) })
    const svg = draw(drawnOf([plan], { does: 'no_answer' }))
    expect(texts(svg).some((text) => text.endsWith('…'))).toBe(true)
    expect(svg).toContain(`<title>${name}</title>`)
    expect(widthOf(cut(name, 14, 100), 14)).toBeLessThanOrEqual(100)
  })

  it('many people: as many rows as can be looked at, and how many more there are', () => {
    const many = drawnOf([together(80, { ringMs: 20_000 })], { does: 'no_answer' })
    expect(texts(draw(many))).toContain('and 20 more')
    expect(texts(draw(many, { width: 390 })).some((text) => /^and \d+ more$/.test(text))).toBe(true)
  })
})

describe('it is safe and plain', () => {
  it('whatever a name holds, it is text', () => {
    const hostile = `<script>alert(1)</script>"'&\u0000\ud800]]>`
    const plan = planOf(1, { policyName: hostile, destinations: people(1).map((one) => ({ ...one, name: hostile })) })
    for (const width of [1_200, 390]) {
      const svg = draw(drawnOf([plan], { does: 'no_answer' }), { width })
      expect(svg).not.toContain('<script')
      expect(() => new XMLParser().parse(svg) as unknown).not.toThrow()
    }
    expect(escaped('\u0000<')).toBe('\uFFFD&lt;')
  })

  it('no styles, scripts, links or fonts of its own; the colour around it in a page, its own ground alone', () => {
    const auto = draw(taken, { theme: 'auto', id: 'a1' })
    expect(auto).not.toMatch(/<style|<script|style=|href|#[0-9a-f]{6}/)
    expect(auto).toContain('url(#a1-rings)')
    expect(draw(taken, { theme: 'dark' })).toMatch(/<rect[^>]*fill="#191714"/)
  })
})
