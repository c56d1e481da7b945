// How a call ended, as a small sign that can be told from the others in black and white: a key as a key, none as an empty one.

import type { AttemptResult } from '#core/callout/state'
import { element, words } from './svg.ts'

const SIZE = 14
export const markSize = SIZE

type Place = { readonly x: number; readonly y: number }
type Sign = (place: Place, key: string | null) => readonly string[]

const stroke = { stroke: 'currentColor', 'stroke-width': 1.5, fill: 'none' } as const
const circle = ({ x, y }: Place, r: number, more: Readonly<Record<string, string>> = {}): string =>
  element('circle', { cx: x, cy: y, r, ...stroke, ...more })
const path = (d: string): string => element('path', { d, ...stroke, 'stroke-linecap': 'round' })

/** A key of the phone; the one that takes it is drawn strongly. */
const keycap =
  (weight: number): Sign =>
  ({ x, y }, key) => [
    element('rect', { x: x - 7, y: y - 7, width: 14, height: 14, rx: 3, ...stroke, 'stroke-width': weight }),
    ...(key === null
      ? []
      : [words({ x, y: y + 4, 'text-anchor': 'middle', 'font-size': 11, 'font-weight': 700 }, key.slice(0, 1))]),
  ]

const cross: Sign = ({ x, y }) => [path(`M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x + 5} ${y - 5}L${x - 5} ${y + 5}`)]
const dash: Sign = ({ x, y }) => [path(`M${x - 5} ${y}H${x + 5}`)]

const signs: Readonly<Record<AttemptResult, Sign>> = {
  taken: keycap(2.5),
  passed: keycap(1.2),
  left: keycap(1.2),
  transfer: keycap(1.2),
  connected: ({ x, y }) => [path(`M${x - 6} ${y}H${x + 6}M${x + 2} ${y - 4}L${x + 6} ${y}L${x + 2} ${y + 4}`)],
  no_key: ({ x, y }) => [
    element('rect', { x: x - 6, y: y - 6, width: 12, height: 12, rx: 3, ...stroke, 'stroke-dasharray': '2.5 2' }),
  ],
  delivered: ({ x, y }) => [path(`M${x - 5} ${y}L${x - 1.5} ${y + 4}L${x + 5} ${y - 5}`)],
  // The two reels every phone shows for its voicemail.
  voicemail: ({ x, y }) => [
    circle({ x: x - 4, y: y - 1 }, 3),
    circle({ x: x + 4, y: y - 1 }, 3),
    path(`M${x - 4} ${y + 2}H${x + 4}`),
  ],
  no_answer: (place) => [circle(place, 5)],
  busy: (place) => [circle(place, 5.5), path(`M${place.x - 2.5} ${place.y}H${place.x + 2.5}`)],
  failed: cross,
  refused: cross,
  cancelled: dash,
  withheld: dash,
  lost: ({ x, y }) => [words({ x, y: y + 5, 'text-anchor': 'middle', 'font-size': 14, 'font-weight': 700 }, '?')],
}

/** Draws the sign of a result around a point. */
export const mark = (result: AttemptResult, place: Place, key: string | null): string =>
  signs[result](place, key).join('')
