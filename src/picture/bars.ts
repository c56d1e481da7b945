// Calls, waits between them and their ends, drawn along either direction of time. A call that rings is hatched, one that talks
// is solid; what became of it stands behind it as a sign and, where there is room, as a word.

import { pictureWords } from '#words/picture'
import { mark, markSize } from './marks.ts'
import type { Scale } from './scale.ts'
import { element, escaped, widthOf, words } from './svg.ts'
import type { Bar, Timeline } from './timeline.ts'

export type Direction = 'across' | 'down'

export type Lane = {
  readonly direction: Direction
  /** Where time begins, and the middle of the lane. */
  readonly from: number
  readonly middle: number
  /** For words beside the lane when time runs down; across they stand behind the sign. */
  readonly room: number
  readonly scale: Scale
  readonly timeline: Timeline
  readonly hatch: string
}

export const BAR = 12
export const TEXT = 12
/** Of words beneath a sign, the first that fits. */
const SIZES = [14, 12, 10] as const
const LINE = { stroke: 'currentColor', 'stroke-width': 1 } as const

/** A box from one instant to another across the lane, in the picture's own directions. */
const box = (lane: Lane, from: number, to: number) => {
  const start = lane.from + from
  const length = Math.max(1.5, to - from)
  return lane.direction === 'across'
    ? { x: start, y: lane.middle - BAR / 2, width: length, height: BAR }
    : { x: lane.middle - BAR / 2, y: start, width: BAR, height: length }
}

type Ends = readonly [from: number, to: number]

const line = (lane: Lane, [from, to]: Ends, more: Readonly<Record<string, string | number>>): string => {
  const [a, b] = [lane.from + from, lane.from + to]
  return lane.direction === 'across'
    ? element('line', { x1: a, y1: lane.middle, x2: b, y2: lane.middle, ...LINE, ...more })
    : element('line', { x1: lane.middle, y1: a, x2: lane.middle, y2: b, ...LINE, ...more })
}

const point = (lane: Lane, at: number): { x: number; y: number } =>
  lane.direction === 'across' ? { x: lane.from + at, y: lane.middle } : { x: lane.middle, y: lane.from + at }

/** Puts bars that overlap beside each other; most rows need one lane. */
export const lanesOf = (bars: readonly Bar[]): readonly (readonly Bar[])[] => {
  const lanes: Bar[][] = []
  for (const bar of bars.toSorted((one, other) => one.begunAtMs - other.begunAtMs)) {
    const free = lanes.find((lane) => (lane.at(-1)?.endedAtMs ?? 0) <= bar.begunAtMs)
    if (free === undefined) lanes.push([bar])
    else free.push(bar)
  }
  return lanes.length === 0 ? [[]] : lanes
}

export const drawLane = (lane: Lane, bars: readonly Bar[]): string =>
  bars.map((bar, place) => drawBar(lane, bar, bars[place + 1])).join('')

const drawBar = (lane: Lane, bar: Bar, next: Bar | undefined): string => {
  const { at } = lane.scale
  const begun = at(bar.begunAtMs)
  const ringing = at(bar.ringingAtMs ?? bar.answeredAtMs ?? bar.endedAtMs)
  const answered = at(bar.answeredAtMs ?? bar.endedAtMs)
  const ended = at(bar.endedAtMs)
  const waited = bar.begunAtMs > bar.plannedAtMs
  return element('g', {}, [
    bar.title === '' ? '' : element('title', {}, [escaped(bar.title)]),
    waited ? line(lane, [at(bar.plannedAtMs), begun], { 'stroke-opacity': 0.55, 'stroke-dasharray': '1 3' }) : '',
    ringing > begun ? line(lane, [begun, ringing], {}) : '',
    answered > ringing
      ? element('rect', { ...box(lane, ringing, answered), ...LINE, fill: `url(#${lane.hatch})` })
      : '',
    bar.answeredAtMs === null ? '' : element('rect', { ...box(lane, answered, ended), ...LINE, fill: 'currentColor' }),
    bar.result === null ? '' : endOf(lane, { ...bar, result: bar.result }, { ended, next }),
  ])
}

type Ended = Bar & { readonly result: NonNullable<Bar['result']> }

/** Ends that a key brought about. */
const pressed: ReadonlySet<string> = new Set(['taken', 'passed', 'left', 'transfer'])

const endOf = (lane: Lane, bar: Ended, { ended, next }: { ended: number; next: Bar | undefined }): string => {
  const { at } = lane.scale
  const keyed = pressed.has(bar.result)
  const sign = mark(bar.result, point(lane, ended + markSize / 2 + 3), keyed ? bar.key : null)
  const word = pictureWords[lane.timeline.language].results[bar.result]
  const weight = bar.result === 'taken' ? 700 : undefined
  const begins = next === undefined ? null : at(next.begunAtMs) - ended
  return sign + (lane.direction === 'across' ? behind : beneath)(lane, { word, weight, ended, begins })
}

type Word = {
  readonly word: string
  readonly weight: number | undefined
  readonly ended: number
  /** How far away the next bar is; null when there is none. */
  readonly begins: number | null
}

/** Behind the sign, unless the next call or the line at which everything stops is in the way. */
const behind = (lane: Lane, { word, weight, ended, begins }: Word): string => {
  const from = ended + markSize + 7
  const width = widthOf(word, TEXT)
  const { taken } = lane.timeline
  const stop = taken === null ? null : lane.scale.at(taken.atMs)
  const crossed = stop !== null && stop > from - 2 && stop < from + width
  if (crossed || (begins !== null && width > begins - markSize - 10)) return ''
  return words({ x: lane.from + from, y: lane.middle + 4, 'font-size': TEXT, 'font-weight': weight }, word)
}

/** Beneath the sign, as large as there is room for; in two lines rather than not at all. */
const beneath = (lane: Lane, { word, weight, ended, begins }: Word): string => {
  const fits = (lines: readonly string[]) => (size: number) =>
    lines.every((line) => widthOf(line, size) <= lane.room - 1)
  const broken = word.split(' ')
  const whole = SIZES.find(fits([word]))
  const lines = whole === undefined ? broken : [word]
  const size = whole ?? SIZES.find(fits(broken))
  const height = (size ?? 0) * lines.length
  if (size === undefined || (begins !== null && begins < markSize + height + 8)) return ''
  const y = lane.from + ended + markSize + size + 4
  const attributes = { x: lane.middle, 'font-size': size, 'font-weight': weight, 'text-anchor': 'middle' } as const
  return lines.map((line, place) => words({ ...attributes, y: y + place * size }, line)).join('')
}

/** The hatching of bars that ring; each picture brings its own, so that several can stand in one page. */
export const hatching = (id: string): string =>
  element('pattern', { id, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, [
    element('line', { x1: 0, y1: 0, x2: 0, y2: 5, stroke: 'currentColor', 'stroke-width': 2 }),
  ])
