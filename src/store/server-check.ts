// What a PostgreSQL server must be before Noroshi touches it, and the role noroshi_app, under which it will work.
// With DATABASE_URL the server is somebody else's: what we may not do ourselves is said as statements for its DBA.
import type pg from 'pg'
import { hasCode, StoreError } from './store-error.ts'

const versionMin = 15

type Facts = { version: number; shown: string; encoding: string; standby: boolean; name: string }

/** @errors migrate.server_version, migrate.encoding, migrate.read_only */
export async function checkServer(client: pg.PoolClient): Promise<void> {
  const facts = await one<Facts>(
    client,
    `select current_setting('server_version_num')::integer as version, current_setting('server_version') as shown,
            current_setting('server_encoding') as encoding, pg_is_in_recovery() as standby, current_database() as name`,
  )
  if (facts.version < versionMin * 10_000) {
    throw new StoreError(
      'migrate.server_version',
      `The server is PostgreSQL ${facts.shown}; Noroshi needs ${versionMin} or newer.`,
    )
  }
  if (facts.encoding !== 'UTF8') {
    throw new StoreError(
      'migrate.encoding',
      `The database "${facts.name}" stores text as ${facts.encoding}; Noroshi needs UTF8. Create one with: ` +
        `CREATE DATABASE noroshi ENCODING 'UTF8' TEMPLATE template0;`,
    )
  }
  if (facts.standby) {
    throw new StoreError(
      'migrate.read_only',
      'DATABASE_URL points to a standby, which cannot be written. Name the primary.',
    )
  }
}

type Role = { exists: boolean; above: boolean; may: boolean; self: string }

/**
 * Makes sure noroshi_app exists, stands above no rule, and that we may take it.
 * @errors migrate.role with the statements a DBA has to run
 */
export async function ensureAppRole(client: pg.PoolClient): Promise<void> {
  let role = await readRole(client)
  if (!role.exists) await tryOrTell(client, 'CREATE ROLE noroshi_app NOLOGIN', role)
  role = await readRole(client)
  if (role.above) {
    throw new StoreError(
      'migrate.role',
      'The role noroshi_app is a superuser or bypasses row level security; spaces would see each other. ' +
        'A DBA must run: ALTER ROLE noroshi_app NOSUPERUSER NOBYPASSRLS;',
    )
  }
  if (!role.may) await tryOrTell(client, `GRANT noroshi_app TO ${quote(role.self)}`, role)
}

// 'SET' says what we need since PostgreSQL 16; before, being a member was the same.
async function readRole(client: pg.PoolClient): Promise<Role> {
  const { version } = await one<{ version: number }>(
    client,
    `select current_setting('server_version_num')::integer as version`,
  )
  const kind = version >= 160_000 ? 'SET' : 'MEMBER'
  return one<Role>(
    client,
    `select role.oid is not null as exists, coalesce(role.rolsuper or role.rolbypassrls, false) as above,
            coalesce(pg_has_role(current_user, role.oid, '${kind}'), false) as may,
            current_user::text as self
       from (values (1)) as always left join pg_roles role on role.rolname = 'noroshi_app'`,
  )
}

async function tryOrTell(client: pg.PoolClient, statement: string, role: Role): Promise<void> {
  try {
    await client.query(statement)
  } catch (cause) {
    // Another Noroshi on the same server made it in this instant.
    if (hasCode(cause, '42710', '23505')) return
    if (!hasCode(cause, '42501')) throw cause
    throw new StoreError(
      'migrate.role',
      `"${role.self}" may not prepare the role noroshi_app, under which Noroshi works. A DBA must run once: ` +
        `CREATE ROLE noroshi_app NOLOGIN; GRANT noroshi_app TO ${quote(role.self)};`,
      { cause },
    )
  }
}

/**
 * Makes sure we may create tables, which since PostgreSQL 15 is no longer everybody's right.
 * @errors migrate.role
 */
export async function checkMayCreate(client: pg.PoolClient): Promise<void> {
  const { may, self, database } = await one<{ may: boolean; self: string; database: string }>(
    client,
    `select coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as may, current_user::text as self,
            current_database()::text as database`,
  )
  if (may) return
  throw new StoreError(
    'migrate.role',
    `"${self}" may not create tables in the database "${database}". A DBA must run once, connected to it: ` +
      `GRANT CREATE, USAGE ON SCHEMA public TO ${quote(self)};`,
  )
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

async function one<T extends pg.QueryResultRow>(client: pg.PoolClient, sql: string): Promise<T> {
  const [row] = (await client.query<T>(sql)).rows
  if (!row) throw new Error('a query that always has a row returned none')
  return row
}
