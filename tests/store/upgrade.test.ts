// What the database of an older version holds when the next one comes: nothing may be lost, and nothing may stop the start.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '#store/migrate'
import { createPools, type Pools } from '#store/pool'
import { everyTable, spaceColumn } from '../support/every-table.ts'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { makeId } from './make.ts'

const all = fileURLToPath(new URL('../../src/store/migrations', import.meta.url))

let database: TestDatabase
let pools: Pools
let folder: string
beforeEach(async () => {
  database = await testDatabase({ empty: true })
  pools = createPools(database.url)
  folder = mkdtempSync(join(tmpdir(), 'noroshi-upgrade-'))
})
afterEach(async () => {
  await pools.end()
  await database.drop()
  rmSync(folder, { recursive: true })
})

/** Brings the database to the version whose last migration has this number. */
const migrateTo = async (number: number) => {
  for (const name of readdirSync(all).filter((one) => Number(one.slice(0, 4)) <= number))
    cpSync(join(all, name), join(folder, name))
  await migrate({ pool: pools.owner, nowMs: 0, folder })
}

const spaceWith = async (policies: readonly (readonly [key: string, name: string, deleted?: boolean])[]) => {
  const space = makeId()
  await pools.engine.query(`insert into space (id, key, name, created_at) values ($1, $2, 'x', 'epoch')`, [
    space,
    space,
  ])
  for (const [index, [key, name, deleted]] of policies.entries()) {
    await pools.engine.query(
      `insert into policy (id, space_id, key, name, body, managed_by, created_at, updated_at, deleted_at)
       values ($1, $2, $3, $4, '{}', 'file', $5, $5, $6)`,
      [makeId(), space, key, name, new Date(index), deleted === true ? new Date(0) : null],
    )
  }
  return space
}
const namesIn = async (space: string) => {
  const { rows } = await pools.engine.query<{ name: string }>(
    'select name from policy where space_id = $1 and deleted_at is null order by created_at',
    [space],
  )
  return rows.map(({ name }) => name)
}

describe('J-042 names of policies become unique', () => {
  it('in each space: the oldest keeps a shared name, the others get their key behind it', async () => {
    await migrateTo(3)
    const decomposed = 'ガス設備'.normalize('NFD')
    const one = await spaceWith([
      ['a', '夜間'],
      ['gone', '夜間', true],
      ['b', '夜間'],
      ['c', '夜間 (b)'],
      ['d', 'ガス設備'],
      ['e', decomposed],
    ])
    const other = await spaceWith([['a', '夜間']])
    await migrateTo(9_999)
    const [a, b, c, d, e] = await namesIn(one)
    expect([a, b, d, e]).toEqual(['夜間', '夜間 (b)', 'ガス設備', 'ガス設備 (e)'])
    // It had that name already, and is told apart by its id.
    expect(c).toMatch(/^夜間 \(b\) [0-9a-f-]{36}$/)
    expect(await namesIn(other)).toEqual(['夜間'])
  })
})

describe('from every version', () => {
  /** A space that every table has a row of, as far as there are tables by then. */
  const filled = async (): Promise<{ readonly id: string; readonly tables: readonly string[] }> => {
    const { tables, fill } = await everyTable(pools)
    const id = makeId()
    await fill(id)
    return { id, tables }
  }

  it('to this one no row is lost, whatever was in the database when it was upgraded', async () => {
    const every = readdirSync(all).map((name) => Number(name.slice(0, 4)))
    // Some of the past, and the one before this; each of them would take a minute.
    const numbers = every.filter((_, index) => index % 8 === 0 || index >= every.length - 2)
    const spaces: { readonly version: number; readonly id: string; readonly tables: readonly string[] }[] = []
    for (const version of numbers) {
      await migrateTo(version)
      spaces.push({ version, ...(await filled()) })
    }
    const lost: string[] = []
    for (const { version, id, tables } of spaces)
      for (const table of tables) {
        const { rowCount } = await pools.engine.query(`select from ${table} where ${spaceColumn(table)} = $1`, [id])
        if (rowCount === 0) lost.push(`${table} of ${version}`)
      }
    expect(lost).toEqual([])
  })
})
