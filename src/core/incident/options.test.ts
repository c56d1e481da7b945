// Option items: what fits each of the five kinds, and that unknown names are kept.
import { describe, expect, it } from 'vitest'
import { isUnchosen, type OptionItem, type ParameterValue, wrongParameters } from './options.ts'
import { topicColour, topicColours } from './topics.ts'

const choices = [
  { label: 'ネットワーク', value: 'network' },
  { label: '専有ハードウェア', value: 'hardware' },
]
const items: readonly OptionItem[] = [
  { key: 'line', label: '一行', kind: 'text', choices: [] },
  { key: 'lines', label: '複数行', kind: 'textarea', choices: [] },
  { key: 'one', label: 'ラジオ', kind: 'radio', choices },
  { key: 'some', label: 'チェック', kind: 'checkbox', choices },
  { key: 'listed', label: 'リスト', kind: 'list', choices },
]

describe('option items', () => {
  it.each<[string, ParameterValue]>([
    ['line', '何でも'],
    ['line', ''],
    ['line', 5],
    ['lines', '一\n二'],
    ['lines', null],
    ['one', 'network'],
    ['one', null],
    ['one', 'null'],
    ['listed', 'hardware'],
    ['listed', ''],
    ['some', 'network'],
    ['some', 'network,hardware'],
    ['some', ' network , hardware '],
    ['some', ['network', 'hardware']],
    ['some', []],
    ['some', null],
    ['some', 'null'],
    ['nobody configured', ['what', 5, true, null]],
  ])('R-021 let %s be %j', (key, value) => {
    expect(wrongParameters(items, { [key]: value })).toEqual([])
  })

  it.each<[string, ParameterValue]>([
    ['line', ['a']],
    ['lines', []],
    ['one', 'ネットワーク'],
    ['one', 'network,hardware'],
    ['one', ['network']],
    ['one', 1],
    ['listed', 'os'],
    ['listed', true],
    ['some', 'os'],
    ['some', 'network,os'],
    ['some', ['network', 'os']],
    ['some', ['network', null]],
    ['some', 7],
  ])('R-021 do not let %s be %j', (key, value) => {
    expect(wrongParameters(items, { [key]: value })).toEqual([key])
  })

  it('name everything that is wrong, in order', () => {
    expect(wrongParameters(items, { some: 'x', foo: 'bar', one: 'y' })).toEqual(['some', 'one'])
  })

  it('R-023 know three ways to say that nothing is chosen', () => {
    expect([null, '', 'null', 'Null', undefined, 0, false].map(isUnchosen)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })
})

describe('topics', () => {
  it('R-045 have the two documented colours first, then others, then the first again', () => {
    expect([topicColour(0), topicColour(1)]).toEqual(['#5661aa', '#077f40'])
    expect(new Set(topicColours).size).toBe(topicColours.length)
    expect(topicColour(topicColours.length)).toBe('#5661aa')
  })

  it('can be read on white: at least 4.5 to 1', () => {
    const light = (part: number) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => light(Number.parseInt(colour.slice(at, at + 2), 16) / 255))
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const contrasts = topicColours.map((colour) => 1.05 / (luminance(colour) + 0.05))
    expect(Math.min(...contrasts)).toBeGreaterThan(4.5)
  })
})
