// The picture for a phone held upright: a column per person, time runs downwards.

import { pictureWords } from '#words/picture'
import type { Canvas, CanvasOptions } from './across.ts'
import { type Direction, drawLane, hatching, lanesOf } from './bars.ts'
import { dateOf, shortTimeOf, timeOf, zoneOf } from './clock.ts'
import { type Scale, scaleOf } from './scale.ts'
import { cut, element, escaped, isWide, words } from './svg.ts'
import type { Timeline } from './timeline.ts'

const direction: Direction = 'down'
const MARGIN = 12
/** Nothing smaller is read on a phone. */
const TEXT = 14
const LEFT = 60
const HEAD = 62
const NAME = 14
const COLUMN = { min: 34, upright: 62 } as const
const UPRIGHT_LETTERS = 6
const BOTTOM = 62

type Page = {
  readonly timeline: Timeline
  readonly scale: Scale
  readonly top: number
  readonly width: number
  readonly accent: string
}

/** Columns of people who were called stand first when there is not room for all. */
const columnsOf = (timeline: Timeline, width: number) => {
  const max = Math.max(1, Math.floor((width - LEFT - MARGIN) / COLUMN.min))
  const rows =
    timeline.rows.length <= max
      ? timeline.rows
      : timeline.rows
          .toSorted((one, other) => Number(other.bars.length > 0) - Number(one.bars.length > 0))
          .slice(0, max)
  const room = (width - LEFT - MARGIN) / Math.max(1, rows.length)
  return { rows, room, hidden: timeline.hidden + timeline.rows.length - rows.length }
}

export const drawDown = (timeline: Timeline, { width, id, accent }: CanvasOptions): Canvas => {
  const { rows, room, hidden } = columnsOf(timeline, width)
  const isNarrow = room < COLUMN.upright
  const top = HEAD + (isNarrow ? UPRIGHT_LETTERS * (NAME + 1) + 8 : 26) + 16
  const scale = scaleOf(timeline, { length: null, callLength: 44, tickGap: 46 })
  const page: Page = { timeline, scale, top, width, accent }
  const drawn = rows.map((row, place) => {
    const x = LEFT + place * room
    const lanes = lanesOf(row.bars)
    const middle = (lane: number): number => x + (room * (lane + 0.5)) / lanes.length
    return [
      element('line', {
        x1: x + room / 2,
        y1: top,
        x2: x + room / 2,
        y2: top + scale.length,
        stroke: 'currentColor',
        'stroke-opacity': 0.16,
      }),
      nameOf(row.name, { middle: x + room / 2, room, isNarrow }),
      ...lanes.map((bars, lane) =>
        drawLane(
          { direction, from: top, middle: middle(lane), room: room / lanes.length, scale, timeline, hatch: id },
          bars,
        ),
      ),
    ].join('')
  })
  const height = top + scale.length + BOTTOM
  const more =
    hidden === 0
      ? ''
      : words(
          { x: LEFT, y: height - 10, 'font-size': TEXT, 'fill-opacity': 0.75 },
          pictureWords[timeline.language].more(hidden),
        )
  const body = [
    element('defs', {}, [hatching(id)]),
    head(page),
    axis(page),
    loops(page),
    ...drawn,
    waits(page),
    more,
    takenLine(page),
  ]
  return { width, height, body: body.join('') }
}

type Column = { readonly middle: number; readonly room: number; readonly isNarrow: boolean }

/** Where columns are narrow Japanese names stand upright, letter under letter, as they may; others are turned. */
const nameOf = (name: string, { middle, room, isNarrow }: Column): string => {
  const title = element('title', {}, [escaped(name)])
  if (!isNarrow)
    return element('g', {}, [
      title,
      words({ x: middle, y: HEAD + 22, 'font-size': NAME, 'text-anchor': 'middle' }, cut(name, NAME, room - 8)),
    ])
  if (!isWide(name)) {
    const place = `rotate(-90 ${middle + 4} ${HEAD + UPRIGHT_LETTERS * (NAME + 1)})`
    const told = cut(name, NAME, UPRIGHT_LETTERS * (NAME + 1))
    return element('g', {}, [
      title,
      words({ x: middle + 4, y: HEAD + UPRIGHT_LETTERS * (NAME + 1), 'font-size': NAME, transform: place }, told),
    ])
  }
  const letters = Array.from(name).filter((letter) => letter !== ' ' && letter !== '　')
  const kept = letters.length > UPRIGHT_LETTERS ? [...letters.slice(0, UPRIGHT_LETTERS - 1), '⋮'] : letters
  return element('g', {}, [
    title,
    ...kept.map((letter, place) =>
      words({ x: middle, y: HEAD + 10 + place * (NAME + 1), 'font-size': NAME, 'text-anchor': 'middle' }, letter),
    ),
  ])
}

const head = ({ timeline, width }: Page): string => {
  const { title, startMs, endMs, timeZone, outcomeLabel, language, rows } = timeline
  const told = [
    `${dateOf(startMs, timeZone).slice(5)} ${timeOf(startMs, timeZone)} ${zoneOf(startMs, timeZone)}`,
    outcomeLabel,
    pictureWords[language].duration(endMs - startMs),
  ].filter((one) => one !== '')
  return (
    words({ x: MARGIN, y: 24, 'font-size': 16, 'font-weight': 600 }, cut(title, 16, width - 2 * MARGIN)) +
    words(
      { x: MARGIN, y: 44, 'font-size': TEXT, 'fill-opacity': 0.75 },
      cut(told.join(' · '), TEXT, width - 2 * MARGIN),
    ) +
    (rows.length === 0 ? words({ x: MARGIN, y: HEAD + 24, 'font-size': 14 }, pictureWords[language].nobody) : '')
  )
}

const axis = ({ scale, timeline, top, width }: Page): string => {
  const right = width - MARGIN
  const ticks = scale.ticks.map(
    ({ ms, at }) =>
      element('line', {
        x1: LEFT - 6,
        y1: top + at,
        x2: right,
        y2: top + at,
        stroke: 'currentColor',
        'stroke-opacity': 0.12,
      }) +
      words(
        { x: LEFT - 10, y: top + at + 4, 'font-size': TEXT, 'text-anchor': 'end', 'fill-opacity': 0.75 },
        shortTimeOf(ms, timeline.timeZone),
      ),
  )
  const folds = scale.folds.map(({ from, to, fromMs, toMs }) => {
    const y = top + (from + to) / 2
    const d = [-3, 3].map((dy) => `M${LEFT - 12} ${y + dy + 2}l10 -4`).join('')
    return [
      element('rect', {
        x: LEFT - 6,
        y: top + from + 8,
        width: right - LEFT + 6,
        height: to - from - 16,
        fill: 'currentColor',
        'fill-opacity': 0.035,
      }),
      element('path', { d, stroke: 'currentColor', 'stroke-width': 1.3, fill: 'none' }),
      // At its end: what became of the call before stands at its beginning.
      words(
        { x: LEFT + 4, y: top + to - 10, 'font-size': TEXT, 'fill-opacity': 0.75, 'font-style': 'italic' },
        pictureWords[timeline.language].duration(toMs - fromMs),
      ),
    ].join('')
  })
  const line = element('line', {
    x1: LEFT - 6,
    y1: top,
    x2: LEFT - 6,
    y2: top + scale.length,
    stroke: 'currentColor',
    'stroke-opacity': 0.5,
  })
  return line + ticks.join('') + folds.join('')
}

const loops = ({ scale, timeline, top, width }: Page): string =>
  timeline.loops
    .map(({ fromMs, toMs, label }, place) => {
      const from = scale.at(fromMs)
      const height = Math.max(2, scale.at(toMs) - from)
      const shade = element('rect', {
        x: LEFT - 6,
        y: top + from,
        width: width - MARGIN - LEFT + 6,
        height,
        fill: 'currentColor',
        'fill-opacity': place % 2 === 0 ? 0.045 : 0.015,
      })
      const told = words(
        {
          x: width - MARGIN - 4,
          y: top + from + 14,
          'font-size': TEXT,
          'font-weight': 600,
          'text-anchor': 'end',
          'fill-opacity': 0.8,
        },
        cut(label, TEXT, width / 2),
      )
      return shade + (height > 18 ? told : '')
    })
    .join('')

const waits = ({ scale, timeline, top }: Page): string =>
  timeline.waits
    .map(({ fromMs, toMs, label }) => {
      const [from, to] = [top + scale.at(fromMs), top + scale.at(toMs)]
      const d = `M${LEFT - 4} ${from}h7M${LEFT} ${from}V${to}M${LEFT - 4} ${to}h7`
      const folded = scale.folds.some((fold) => fold.fromMs >= fromMs && fold.toMs <= toMs)
      const told = `${pictureWords[timeline.language].waits} ${label}`
      return (
        element('path', { d, stroke: 'currentColor', 'stroke-opacity': 0.6, fill: 'none' }) +
        (to - from < 24 || folded
          ? ''
          : words({ x: LEFT + 6, y: to - 6, 'font-size': TEXT, 'fill-opacity': 0.75 }, told))
      )
    })
    .join('')

const takenLine = ({ timeline, scale, top, width, accent }: Page): string => {
  const { taken, timeZone } = timeline
  if (taken === null) return ''
  const y = top + scale.at(taken.atMs)
  const told = `${timeOf(taken.atMs, timeZone)} ${taken.label}`
  return element('g', { color: accent }, [
    element('line', { x1: LEFT - 12, y1: y, x2: width - MARGIN, y2: y, stroke: 'currentColor', 'stroke-width': 2.5 }),
    words(
      {
        x: width - MARGIN,
        y: top + scale.length + 50,
        'font-size': TEXT,
        'font-weight': 700,
        fill: 'currentColor',
        'text-anchor': 'end',
      },
      cut(told, TEXT, width - 2 * MARGIN),
    ),
  ])
}
