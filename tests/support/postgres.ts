// A fresh, migrated database for a test file, copied from the run's template in some 40 ms (by file_copy).
// Usage: const db = await testDatabase(); … createPools(db.url) …; await db.drop()
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export type TestDatabase = {
  /** connects as noroshi_owner, like the url of startEmbedded */
  url: string
  /** ends every connection to the database and removes it */
  drop(): Promise<void>
}

/** @param options.empty without any migration applied */
export async function testDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const template = await serverUrl()
  const name = `test_${randomBytes(6).toString('hex')}`
  const source = options.empty ? 'template0' : 'noroshi'
  await runOnServer(template, `create database ${name} template ${source} strategy file_copy`)
  const url = withDatabase(template, name)
  return { url, drop: () => dropDatabase(template, name) }
}

/** An autovacuum worker that happens to be at work in it belongs to nobody we may stop; it is gone in a moment. */
async function dropDatabase(template: string, name: string): Promise<void> {
  for (let triesLeft = 20; ; triesLeft -= 1) {
    try {
      await runOnServer(template, `drop database if exists ${name} with (force)`)
      return
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : null
      if (triesLeft === 0 || (code !== '42501' && code !== '55006')) throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

let asked: Promise<string> | null = null

function serverUrl(): Promise<string> {
  asked ??= ask()
  return asked
}

async function ask(): Promise<string> {
  const response = await fetch(inject('testDatabaseAddress'))
  const text = await response.text()
  if (!response.ok) throw new Error(`the test database did not start: ${text}`)
  return text
}

// The copy needs the template to be without connections, so statements run from another database.
async function runOnServer(template: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(template, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}
