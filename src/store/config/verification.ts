// Verifying contact methods: codes that are sent, entered and forgotten, and whoever vouches. A code is stored nowhere: it is made
// anew from a sealed seed and the address whenever it is said or compared, so that the database alone tells nobody any code, and
// the code for one address is none for another.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import { limits } from '#core/limits'
import type { Channel } from '#core/plan/plan'
import { type CodesSent, carriesCodes, tooManyCodes, type Verification, verificationOf } from '#core/verification'
import type { SecretOpener } from '../account/second-factor.ts'
import type { SecretSealer } from './connections.ts'
import { type ConfigDeps, ConfigRefusal, change, spaceHere } from './context.ts'
import { isUuid } from './objects.ts'

const DIGITS = 6
const SEED_BYTES = 16
const BYTES = 6

const contextOf = (codeId: string): string => `contact_code/${codeId}`

/** Six digits that follow from the seed and the address. */
const codeOf = (seed: string, address: string): string => {
  const digest = createHash('sha256').update(`${seed}\n${address}`).digest()
  return String(digest.readUIntBE(0, BYTES) % 10 ** DIGITS).padStart(DIGITS, '0')
}

/** As people type it: full-width, with spaces or hyphens. */
const plain = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '')

const isSame = (one: string, other: string): boolean => {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

type Row = {
  readonly id: string
  readonly how: 'code' | 'vouched' | null
  readonly atMs: number | null
  readonly by: string | null
  readonly sentAtMs: number | null
  readonly expiresAtMs: number | null
  readonly tries: number | null
}

const known = `select m.id, m.verified_how as how, m.verified_at as "atMs", m.verified_by as by, c.sent_at as "sentAtMs",
    c.expires_at as "expiresAtMs", c.tries
  from contact_method m left join contact_code c on c.method_id = m.id and c.open`

const ofRow = ({ how, atMs, by, sentAtMs, expiresAtMs, tries }: Row, nowMs: number): Verification => {
  const code = sentAtMs === null || expiresAtMs === null || tries === null ? null : { sentAtMs, expiresAtMs, tries }
  return verificationOf({ how, atMs, by, code }, nowMs)
}

/** How each contact method of these users stands, by its id. */
export const verificationsOf = async (
  client: pg.PoolClient,
  userIds: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, Verification>> => {
  if (userIds.length === 0) return new Map()
  const { rows } = await client.query<Row>(`${known} where m.user_id = any($1::uuid[])`, [userIds])
  return new Map(rows.map((row) => [row.id, ofRow(row, nowMs)]))
}

/** Whose method it is; what belongs to nobody of that name is not there. */
export type MethodAt = { readonly userId: string; readonly methodId: string }
export type CodeBegun = {
  readonly codeId: string
  readonly channel: Channel
  readonly label: string
  readonly untilMs: number
}
export type Entered = { readonly result: 'verified' | 'wrong' | 'none'; readonly left: number }

type Method = { readonly channel: Channel; readonly label: string; readonly address: string }

/** @errors contact_method.not_found */
const methodAt = async (client: pg.PoolClient, { userId, methodId }: MethodAt): Promise<Method> => {
  const { rows } = isUuid(methodId)
    ? await client.query<Method>('select channel, label, address from contact_method where user_id = $1 and id = $2', [
        userId,
        methodId,
      ])
    : { rows: [] }
  const [found] = rows
  if (found === undefined) throw new ConfigRefusal('contact_method.not_found', methodId)
  return found
}

const sentSince = async (
  client: pg.PoolClient,
  { userId, methodId }: MethodAt,
  sinceMs: number,
): Promise<CodesSent> => {
  const { rows } = await client.query<CodesSent>(
    `select count(*) filter (where method_id = $2)::integer as method, count(*) filter (where user_id = $1)::integer as user,
       count(*)::integer as space from contact_code where space_id = ${spaceHere} and sent_at > $3`,
    [userId, methodId, new Date(sinceMs)],
  )
  return rows[0] as CodesSent
}

export type VerificationDeps = ConfigDeps & { readonly sealer: SecretSealer & SecretOpener }

const sending = (deps: VerificationDeps) => ({
  /**
   * A new code for a contact method, which ends the one before; it is said by whoever reads it with `say`.
   * @errors contact_method.not_found, verification.channel, verification.too_many_codes
   */
  begin: (spaceId: string, at: MethodAt): Promise<CodeBegun> =>
    change(deps, spaceId, async (client) => {
      const nowMs = deps.nowMs()
      const { channel, label } = await methodAt(client, at)
      if (!carriesCodes(channel)) throw new ConfigRefusal('verification.channel', channel)
      const { windowMs, lastsMs } = limits.verification
      const tooMany = tooManyCodes(await sentSince(client, at, nowMs - windowMs))
      if (tooMany !== null) throw new ConfigRefusal('verification.too_many_codes', tooMany)
      await client.query(
        `delete from contact_code where space_id = ${spaceHere} and sent_at <= $1 and expires_at <= $2`,
        [new Date(nowMs - windowMs), new Date(nowMs)],
      )
      await client.query('update contact_code set open = false where method_id = $1 and open', [at.methodId])
      const codeId = deps.newId(nowMs)
      const seed = deps.sealer.seal(randomBytes(SEED_BYTES).toString('base64url'), contextOf(codeId))
      const untilMs = nowMs + lastsMs
      await client.query(
        `insert into contact_code (id, space_id, user_id, method_id, seed, open, tries, sent_at, expires_at)
         values ($1, ${spaceHere}, $2, $3, $4, true, 0, $5, $6)`,
        [codeId, at.userId, at.methodId, seed, new Date(nowMs), new Date(untilMs)],
      )
      return { codeId, channel, label, untilMs }
    }),
  /** The code, for whoever is about to say it; null where it does not count any more. */
  say: (spaceId: string, codeId: string): Promise<{ readonly code: string; readonly channel: Channel } | null> =>
    deps.inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ seed: string; address: string; channel: Channel }>(
        `select c.seed, m.address, m.channel from contact_code c join contact_method m on m.id = c.method_id
         where c.id = $1 and c.open and c.expires_at > $2`,
        [codeId, new Date(deps.nowMs())],
      )
      const [row] = rows
      if (row === undefined) return null
      const seed = deps.sealer.open(row.seed, contextOf(codeId))
      return { code: codeOf(seed, row.address), channel: row.channel }
    }),
})

type Guess = { readonly id: string; readonly seed: string; readonly tries: number }

/** Counts a guess before it is looked at, so that several at once are as many as they are. */
const guessed = async (client: pg.PoolClient, methodId: string, nowMs: number): Promise<Guess | null> => {
  const { rows } = await client.query<Guess>(
    `update contact_code set tries = tries + 1 where method_id = $1 and open and expires_at > $2 and tries < $3
     returning id, seed, tries`,
    [methodId, new Date(nowMs), limits.verification.tries.max],
  )
  return rows[0] ?? null
}

const mark = (
  client: pg.PoolClient,
  methodId: string,
  said: { readonly how: 'code' | 'vouched' | null; readonly by: string; readonly nowMs: number },
): Promise<unknown> => {
  const { how, by, nowMs } = said
  const values = how === null ? [null, null, null] : [how, new Date(nowMs), by]
  return client.query('update contact_method set verified_how = $2, verified_at = $3, verified_by = $4 where id = $1', [
    methodId,
    ...values,
  ])
}

const close = (client: pg.PoolClient, methodId: string): Promise<unknown> =>
  client.query('update contact_code set open = false where method_id = $1 and open', [methodId])

export const createVerification = (deps: VerificationDeps) => ({
  ...sending(deps),
  /** Takes what somebody entered. A wrong code is no refusal here: that it was tried must be kept. @errors contact_method.not_found */
  enter: (spaceId: string, at: MethodAt, given: { readonly code: string; readonly by: string }): Promise<Entered> =>
    change(deps, spaceId, async (client) => {
      const nowMs = deps.nowMs()
      const { address } = await methodAt(client, at)
      const guess = await guessed(client, at.methodId, nowMs)
      if (guess === null) return { result: 'none', left: 0 }
      const left = limits.verification.tries.max - guess.tries
      const code = codeOf(deps.sealer.open(guess.seed, contextOf(guess.id)), address)
      if (!isSame(code, plain(given.code))) return { result: 'wrong', left }
      await close(client, at.methodId)
      await mark(client, at.methodId, { how: 'code', by: given.by, nowMs })
      return { result: 'verified', left }
    }),
  /** Somebody who knows says so. @errors contact_method.not_found */
  vouch: (spaceId: string, at: MethodAt, by: string): Promise<void> =>
    change(deps, spaceId, async (client) => {
      await methodAt(client, at)
      await close(client, at.methodId)
      await mark(client, at.methodId, { how: 'vouched', by, nowMs: deps.nowMs() })
    }),
  /** Takes back whatever was said of it. @errors contact_method.not_found */
  doubt: (spaceId: string, at: MethodAt): Promise<void> =>
    change(deps, spaceId, async (client) => {
      await methodAt(client, at)
      await close(client, at.methodId)
      await mark(client, at.methodId, { how: null, by: '', nowMs: 0 })
    }),
})
