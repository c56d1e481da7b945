// Ids sort by time, also those of one millisecond: lists page by them, and what was told first is sent first.
import { expect, it } from 'vitest'
import { realChance } from './real.ts'

const chance = realChance()
const id = (atMs: number): string => chance.id(atMs)

it('ids of one millisecond are in the order they were made, and are UUIDs of version 7', () => {
  const ids = Array.from({ length: 2_000 }, () => id(1_785_000_000_000))
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((one) => !/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(one))).toEqual([])
})

it('more than can be counted are still different; later ones come after, earlier ones before', () => {
  const ids = Array.from({ length: 10_000 }, () => id(1_785_000_000_001))
  expect(new Set(ids).size).toBe(ids.length)
  expect(id(1_785_000_000_002) > (ids.at(-1) ?? '')).toBe(true)
  expect(id(1_785_000_000_000) < (ids[0] ?? '')).toBe(true)
})
