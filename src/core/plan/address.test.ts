// Addresses by their channels: what may be entered, and what is said of the rest.
import { describe, expect, it } from 'vitest'
import { isAddressOf, wrongAddress } from './address.ts'
import type { Channel } from './plan.ts'

describe('an address of a contact method', () => {
  it.each<[Channel, string, string | null]>([
    ['webhook', '#運用', null],
    ['webhook', '', 'must be one line of up to 200 characters'],
    ['webhook', 'a\nb', 'must be one line of up to 200 characters'],
    ['teams', '運用チーム', null],
    ['teams', 'x'.repeat(201), 'must be one line of up to 200 characters'],
    ['light', '100000', null],
    ['light', '1 0', 'must be six digits, or the name of one of the connection’s patterns'],
    ['command', 'siren', null],
    ['lineworks', 'sato@example', null],
    ['lineworks', '#12345a12-b12c-12d3', null],
    ['lineworks', '../users/me', 'must be a member’s login id or user id, or # and the id of a talk room'],
    ['push', 'A'.repeat(43), null],
    ['push', 'https://push.example/1', 'is made by the browser that receives: register it on its person’s own page'],
    // Others have rules of their own beside their channels.
    ['phone', '', null],
  ])('%s: %j', (channel, address, wrong) => {
    expect(wrongAddress(channel, address)).toBe(wrong)
    expect(isAddressOf(channel, address)).toBe(wrong === null)
  })
})
