// The real clock and real chance: the only places where time passes and dice are rolled. Everything else is given these.

import { randomBytes } from 'node:crypto'
import type { Chance, Clock } from '#engine/ports'

/** Longer waits are cut into pieces: a timer beyond 2^31 ms would fire at once. */
const PIECE_MS = 2 ** 30

export const realClock = (): Clock => ({
  nowMs: () => Date.now(),
  leaseMs: () => Date.now(),
  wakeAt: (atMs, wake) => {
    let timer: NodeJS.Timeout
    const set = (): void => {
      const leftMs = atMs - Date.now()
      timer = leftMs > PIECE_MS ? setTimeout(set, PIECE_MS) : setTimeout(wake, Math.max(0, leftMs))
    }
    set()
    return () => clearTimeout(timer)
  },
})

/** Asking the system for a few bytes costs as much as for thousands, and every callout needs some for its ids and nonces. */
const POOL_BYTES = 4_096

const createBytes = (): ((count: number) => Buffer) => {
  let pool: Buffer = Buffer.alloc(0)
  return (count) => {
    if (pool.length < count) pool = randomBytes(POOL_BYTES)
    const bytes = pool.subarray(0, count)
    pool = pool.subarray(count)
    return bytes
  }
}
const bytesOf = createBytes()

/** Twelve bits. Begins in its lower half, so that there is room for as many ids of one millisecond. */
const COUNTER_MAX = 0xfff
const last = { ms: 0, counter: 0 }

/**
 * A UUIDv7 (RFC 9562): 48 bits of milliseconds, twelve that count within the millisecond (6.2, method 1), then random bits, so that
 * ids sort by time, and those that one process makes at the same time in the order they were made.
 */
const uuidV7 = (atMs: number): string => {
  const bytes = bytesOf(16)
  const counter =
    atMs === last.ms ? Math.min(last.counter + 1, COUNTER_MAX) : bytes.readUInt16BE(6) & (COUNTER_MAX >> 1)
  Object.assign(last, { ms: atMs, counter })
  bytes.writeUIntBE(atMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8)
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const realChance = (): Chance => ({
  id: uuidV7,
  nonce: () => bytesOf(16).toString('base64url'),
})
