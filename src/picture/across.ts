// The picture for a wide page: a row per person, time from left to right.

import { pictureWords } from '#words/picture'
import { type Direction, drawLane, hatching, lanesOf, TEXT } from './bars.ts'
import { dateOf, timeOf, zoneOf } from './clock.ts'
import { type Scale, scaleOf } from './scale.ts'
import { cut, element, escaped, widthOf, words } from './svg.ts'
import type { Span, Timeline } from './timeline.ts'

export type Canvas = { readonly width: number; readonly height: number; readonly body: string }
export type CanvasOptions = { readonly width: number; readonly id: string; readonly accent: string }

const direction: Direction = 'across'
const LANE = 30
const MARGIN = 16
const NAME = { size: 14, min: 72, max: 190 } as const
const HEAD = 70
const AXIS = 40
const RIGHT = 130

type Page = {
  readonly timeline: Timeline
  readonly scale: Scale
  readonly left: number
  readonly top: number
  readonly bottom: number
  readonly width: number
  readonly accent: string
}

export const drawAcross = (timeline: Timeline, { width, id, accent }: CanvasOptions): Canvas => {
  const wide = Math.max(NAME.min, ...timeline.rows.map(({ name }) => widthOf(name, NAME.size)))
  const left = MARGIN + Math.min(NAME.max, wide) + 16
  const scale = scaleOf(timeline, { length: Math.max(160, width - left - RIGHT), callLength: 42, tickGap: 74 })
  const rows = timeline.rows.map((row) => ({ row, lanes: lanesOf(row.bars) }))
  const top = HEAD + AXIS
  const lanes = rows.reduce((sum, one) => sum + one.lanes.length, 0)
  const bottom = top + Math.max(1, lanes) * LANE + 6
  const page: Page = { timeline, scale, left, top, bottom, width, accent }
  const drawn: string[] = []
  let y = top
  for (const { row, lanes: own } of rows) {
    const middle = y + (own.length * LANE) / 2
    drawn.push(nameOf(page, row.name, middle))
    for (const bars of own) {
      y += LANE
      drawn.push(
        drawLane({ direction, from: left, middle: y - LANE / 2 + 3, room: 0, scale, timeline, hatch: id }, bars),
      )
    }
  }
  const waits = timeline.waits.length > 0 ? waitsRow(page) : ''
  const height = bottom + (waits === '' ? 0 : 26) + (timeline.hidden > 0 ? 22 : 0) + MARGIN - 4
  const body = [
    element('defs', {}, [hatching(id)]),
    head(page),
    axis(page),
    ...timeline.loops.map((loop, place) => band(page, loop, place)),
    ...drawn,
    waits,
    moreRow(page, height),
    takenLine(page),
  ]
  return { width, height, body: body.join('') }
}

const nameOf = ({ left }: Page, name: string, middle: number): string =>
  element('g', {}, [
    element('title', {}, [escaped(name)]),
    words({ x: MARGIN, y: middle + 7, 'font-size': NAME.size }, cut(name, NAME.size, left - MARGIN - 12)),
  ])

const head = ({ timeline, width }: Page): string => {
  const { title, startMs, timeZone, outcomeLabel, endMs, language, rows } = timeline
  const when = `${dateOf(startMs, timeZone)} ${timeOf(startMs, timeZone)} ${zoneOf(startMs, timeZone)}`
  const took = pictureWords[language].duration(endMs - startMs)
  const told = [when, outcomeLabel, took].filter((one) => one !== '').join(' · ')
  const empty =
    rows.length === 0 ? words({ x: MARGIN, y: HEAD + AXIS + 20, 'font-size': 14 }, pictureWords[language].nobody) : ''
  return (
    words({ x: MARGIN, y: 26, 'font-size': 17, 'font-weight': 600 }, cut(title, 17, width - 2 * MARGIN)) +
    words({ x: MARGIN, y: 46, 'font-size': 13, 'fill-opacity': 0.75 }, told) +
    empty
  )
}

const axis = ({ scale, timeline, left, top, bottom }: Page): string => {
  const y = top - 8
  const ticks = scale.ticks.map(({ ms, at }) =>
    [
      element('line', {
        x1: left + at,
        y1: y,
        x2: left + at,
        y2: bottom,
        stroke: 'currentColor',
        'stroke-opacity': 0.13,
      }),
      words(
        { x: left + at, y: y - 5, 'font-size': TEXT, 'text-anchor': 'middle', 'fill-opacity': 0.75 },
        timeOf(ms, timeline.timeZone),
      ),
    ].join(''),
  )
  const folds = scale.folds.map(({ from, to, fromMs, toMs }) => {
    const x = left + (from + to) / 2
    const d = [-5, 1].map((dx) => `M${x + dx} ${y + 5}l4 -10`).join('')
    const told = pictureWords[timeline.language].duration(toMs - fromMs)
    return [
      element('rect', {
        x: left + from + 6,
        y: y - 3,
        width: to - from - 12,
        height: bottom - y,
        fill: 'currentColor',
        'fill-opacity': 0.035,
      }),
      element('path', { d, stroke: 'currentColor', 'stroke-width': 1.3, fill: 'none' }),
      words(
        { x, y: y - 9, 'font-size': TEXT - 1, 'text-anchor': 'middle', 'fill-opacity': 0.75, 'font-style': 'italic' },
        told,
      ),
    ].join('')
  })
  const line = element('line', {
    x1: left,
    y1: y,
    x2: left + scale.length,
    y2: y,
    stroke: 'currentColor',
    'stroke-opacity': 0.5,
  })
  return line + ticks.join('') + folds.join('')
}

const band = ({ scale, left, bottom }: Page, loop: Span, place: number): string => {
  const from = scale.at(loop.fromMs)
  const width = Math.max(2, scale.at(loop.toMs) - from)
  const shade = element('rect', {
    x: left + from,
    y: HEAD,
    width,
    height: bottom - HEAD,
    fill: 'currentColor',
    'fill-opacity': place % 2 === 0 ? 0.045 : 0.015,
  })
  const told = cut(loop.label, TEXT, Math.max(0, width - 8))
  const fits = width > 24 && !told.startsWith('…') && (told === loop.label || told.length > 2)
  return (
    shade +
    (fits
      ? words({ x: left + from + 5, y: HEAD + 14, 'font-size': TEXT, 'font-weight': 600, 'fill-opacity': 0.8 }, told)
      : '')
  )
}

/** Waits of the policy itself: thin lines between two ends, with how long they last. */
const waitsRow = (page: Page): string => {
  const { scale, timeline, left, bottom } = page
  const y = bottom + 10
  const drawn = timeline.waits.map(({ fromMs, toMs, label }) => {
    const [from, to] = [left + scale.at(fromMs), left + scale.at(toMs)]
    const d = `M${from} ${y - 4}v8M${from} ${y}H${to}M${to} ${y - 4}v8`
    const fits = to - from > widthOf(label, TEXT - 1) + 8
    return (
      element('path', { d, stroke: 'currentColor', 'stroke-width': 1, 'stroke-opacity': 0.6, fill: 'none' }) +
      (fits
        ? words(
            { x: (from + to) / 2, y: y + 14, 'font-size': TEXT - 1, 'text-anchor': 'middle', 'fill-opacity': 0.75 },
            label,
          )
        : '')
    )
  })
  return (
    words({ x: MARGIN, y: y + 4, 'font-size': TEXT, 'fill-opacity': 0.75 }, pictureWords[timeline.language].waits) +
    drawn.join('')
  )
}

const moreRow = ({ timeline }: Page, height: number): string =>
  timeline.hidden === 0
    ? ''
    : words(
        { x: MARGIN, y: height - 14, 'font-size': 13, 'fill-opacity': 0.75 },
        pictureWords[timeline.language].more(timeline.hidden),
      )

/** Everything stops here. */
const takenLine = ({ timeline, scale, left, bottom, width, accent }: Page): string => {
  const { taken, timeZone } = timeline
  if (taken === null) return ''
  const x = left + scale.at(taken.atMs)
  const told = `${taken.label} ${timeOf(taken.atMs, timeZone)}`
  const size = 13
  const room = widthOf(told, size) + 24
  const right = x + room > width
  const at = right ? x - 6 : x + 6
  return element('g', { color: accent }, [
    element('line', { x1: x, y1: HEAD - 2, x2: x, y2: bottom, stroke: 'currentColor', 'stroke-width': 2.5 }),
    element('path', { d: `M${x - 5} ${HEAD - 2}h10l-5 7z`, fill: 'currentColor' }),
    words(
      {
        x: at,
        y: HEAD - 7,
        'font-size': size,
        'font-weight': 700,
        fill: 'currentColor',
        'text-anchor': right ? 'end' : 'start',
      },
      cut(told, size, right ? x - MARGIN : room),
    ),
  ])
}
