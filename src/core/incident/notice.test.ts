// Whom an incident's notice goes to, and under which device that is recorded.
import { describe, expect, it } from 'vitest'
import type { MethodId, UserId } from '../ids.ts'
import type { Channel } from '../plan/plan.ts'
import { type Member, recipients } from './notice.ts'

const member = (name: string, ...methods: readonly (readonly [Channel, string, boolean])[]): Member => ({
  userId: name as UserId,
  name,
  methods: methods.map(([channel, label, isDefault]) => ({
    id: `${name} ${channel} ${label}` as MethodId,
    channel,
    label,
    address: 'somewhere',
    isDefault,
  })),
})

const anna = member('anna', ['phone', 'mobile', true], ['mail', 'office', true], ['mail', 'home', true])
const ben = member('ben', ['mail', 'office', false], ['mail', 'home', true], ['phone', 'mobile', false])
const carl = member('carl', ['phone', 'mobile', true], ['mail', 'office', true], ['push', 'app', true])

describe('a notice', () => {
  it('R-013 R-047 goes to every method that is a default, recorded by device', () => {
    expect(recipients([anna, ben, carl], { call: true }).notified).toEqual({
      phone: ['anna', 'carl'],
      mail1: ['anna', 'carl'],
      mail2: ['anna', 'ben'],
      push: ['carl'],
    })
  })

  it('R-014 R-033 rings no phone unless calls were asked for', () => {
    const { destinations, notified } = recipients([anna, carl], { call: false })
    expect(notified.phone).toEqual([])
    expect(destinations.map((one) => `${one.user} ${one.channel} ${one.label}`)).toEqual([
      'anna mail office',
      'anna mail home',
      'carl mail office',
      'carl push app',
    ])
  })

  it('R-013 goes to what was chosen in place of the defaults; a phone among it rings only where calls were asked for', () => {
    const chosen = ['ben mail office', 'carl phone mobile', 'nobody mail old']
    const labels = (call: boolean) =>
      recipients([anna, ben, carl], { call, chosen }).destinations.map((one) => `${one.user} ${one.label}`)
    expect(labels(true)).toEqual(['ben office', 'carl mobile'])
    expect(labels(false)).toEqual(['ben office'])
  })

  it('goes to a third address and to an SMS too, which no group shows', () => {
    const many = member(
      'dora',
      ['mail', 'a', false],
      ['mail', 'b', false],
      ['mail', 'c', true],
      ['sms', 'mobile', true],
    )
    const { destinations, notified } = recipients([many], { call: true })
    expect(destinations.map((one) => one.label)).toEqual(['c', 'mobile'])
    expect(notified).toEqual({ phone: [], mail1: [], mail2: [], push: [] })
  })

  it('names a person once per device, however many they have', () => {
    const two = member(
      'emil',
      ['phone', 'mobile', true],
      ['phone', 'desk', true],
      ['slack', 'a', true],
      ['teams', 'b', true],
    )
    const { destinations, notified } = recipients([two], { call: true })
    expect(destinations).toHaveLength(4)
    expect(notified).toMatchObject({ phone: ['emil'], push: ['emil'] })
  })

  it('R-115 may have nobody to go to', () => {
    const phoneOnly = member('finn', ['phone', 'mobile', true])
    expect(recipients([phoneOnly, ben], { call: false }).destinations).toHaveLength(1)
    expect(recipients([phoneOnly], { call: false }).destinations).toEqual([])
    expect(recipients([], { call: true }).destinations).toEqual([])
  })
})
