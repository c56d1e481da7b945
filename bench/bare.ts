// The ceiling of a start: a bare HTTP server that checks nothing and decides nothing, and inserts as many rows and bytes as a
// start does, durably, before it answers. Grouped as the product groups (the same grouper), or each request alone.

import { randomBytes } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { createGrouper } from '#engine/grouper'

export type BareOrder = {
  readonly databaseUrl: string
  readonly grouped: boolean
  /** The bytes of each row one start writes. */
  readonly rowBytes: readonly number[]
}

const insertRows = `insert into bare (id, n, body)
  select * from unnest($1::uuid[], $2::int[], $3::text[]) on conflict do nothing`

const start = async ({ databaseUrl, grouped, rowBytes }: BareOrder): Promise<number> => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 })
  await pool.query('create table if not exists bare (id uuid, n int, body text, primary key (id, n))')
  // Random, so that nothing is compressed away; the row's own header is not counted as body.
  const bodies = rowBytes.map((bytes) =>
    randomBytes(Math.max(8, bytes - 44))
      .toString('base64')
      .slice(0, bytes - 44),
  )
  const flush = async (ids: readonly string[]): Promise<readonly void[]> => {
    await pool.query({
      name: 'bare',
      text: insertRows,
      values: [
        ids.flatMap((id) => bodies.map(() => id)),
        ids.flatMap(() => bodies.map((_, place) => place)),
        ids.flatMap(() => bodies),
      ],
    })
    return ids.map(() => undefined)
  }
  const grouper = createGrouper<string, void>({ flush, groupMax: 100, splits: () => false })
  const insert = (id: string): Promise<unknown> => (grouped ? grouper.submit(id) : flush([id]))
  const server = http.createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    request.on('end', () => {
      const { policy } = JSON.parse(text) as { policy: string }
      const id = crypto.randomUUID()
      insert(id).then(
        () => {
          const answer = JSON.stringify({ id, status: 'running', policy, createdAt: new Date().toISOString() })
          response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
          response.end(answer)
        },
        () => response.writeHead(500).end(),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

process.on('message', (order: BareOrder) => {
  start(order).then(
    (port) => process.send?.(port),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
