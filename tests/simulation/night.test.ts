// A few nights in the ordinary test run; npm test plays a thousand more.

import { describe, expect, it } from 'vitest'
import { playNight } from './world.ts'

describe('a simulated night', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('seed %i: every promise is kept', async (seed) => {
    expect((await playNight(seed)).ticks).toBeGreaterThan(0)
  })

  it('is the same night again for the same seed', async () => {
    expect(await playNight(7)).toEqual(await playNight(7))
  })
})
