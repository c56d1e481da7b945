// Which addresses are neighbours of ours, however they are written.
import { describe, expect, it } from 'vitest'
import { createAddressRule } from './address.ts'

describe('an address', () => {
  const allows = createAddressRule([])
  it.each([
    '8.8.8.8',
    '203.0.113.7',
    '100.63.255.255',
    '172.15.255.255',
    '172.32.0.1',
    '169.253.1.1',
    '2606:4700:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2002:808:808::1',
  ])('%s may be reached', (address) => {
    expect(allows(address)).toBe(true)
  })

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fd00::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    '2002:7f00:1::',
    'localhost',
    '127.1',
    '',
  ])('%s may not', (address) => {
    expect(allows(address)).toBe(false)
  })
})

describe('a setting', () => {
  const allows = createAddressRule(['127.0.0.1', '10.1.0.0/16', 'fd00:1::/32'])
  it.each([
    ['127.0.0.1', true],
    ['127.0.0.2', false],
    ['10.1.255.1', true],
    ['10.2.0.1', false],
    ['fd00:1::5', true],
    ['fd00:2::5', false],
    ['::ffff:10.1.0.1', true],
    ['8.8.8.8', true],
  ])('opens what it names: %s %s', (address, open) => {
    expect(allows(address)).toBe(open)
  })
})
