// The settings as tables: what is read from where, what is refused, and that messages help without telling secrets.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { definitionOf, settingKeys } from './definitions.ts'
import { readSettings, settingsHelp } from './settings.ts'

const aKey = Buffer.alloc(32, 1).toString('base64')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-settings-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(yaml: string): string {
  const file = join(folder, `${Math.random()}.yaml`)
  writeFileSync(file, yaml)
  return file
}

test('nothing given: the documented defaults', () => {
  expect(readSettings({})).toEqual({
    port: 8080,
    commands: null,
    commandFiles: null,
    host: '0.0.0.0',
    dataDir: './data',
    dataDirGiven: false,
    databaseUrl: null,
    publicUrl: 'http://127.0.0.1:8080',
    publicUrlGiven: false,
    secretKey: null,
    secretKeyFile: null,
    tlsCert: null,
    tlsKey: null,
    trustedProxies: [],
    webhookNetworks: [],
    monitoredNetworks: [],
    outboundProxy: null,
    adminAccount: 'admin',
    adminPassword: null,
    oidcIssuer: null,
    oidcClientId: null,
    oidcClientSecret: null,
    oidcName: 'SSO',
    oidcScope: 'openid email profile',
    oidcRoles: null,
    oidcGroupsClaim: 'groups',
    oidcSignOut: 'provider',
    smtpPort: null,
    simulatorPort: 8090,
    log: 'info',
  })
})

test('the caller’s defaults stand below what is given', () => {
  const defaults = { host: '127.0.0.1', smtpPort: '8025', port: '9000' }
  expect(readSettings({ NOROSHI_PORT: '9001' }, defaults)).toMatchObject({
    host: '127.0.0.1',
    smtpPort: 8025,
    port: 9001,
  })
  expect(readSettings({ NOROSHI_SMTP_PORT: 'off' }, defaults).smtpPort).toBeNull()
})

describe('reading', () => {
  const cases: [string, string, object][] = [
    ['NOROSHI_PORT', '0', { port: 0 }],
    ['NOROSHI_PORT', ' 65535 ', { port: 65_535 }],
    ['NOROSHI_PORT', '', { port: 8080 }],
    ['NOROSHI_HOST', '::1', { host: '::1' }],
    [
      'NOROSHI_OIDC_ROLES',
      ' it = administrator , 当番=operator, 工場=viewer @ plant,工場=member@第二',
      {
        oidcRoles: [
          { group: 'it', role: 'administrator', project: null },
          { group: '当番', role: 'operator', project: null },
          { group: '工場', role: 'viewer', project: 'plant' },
          { group: '工場', role: 'member', project: '第二' },
        ],
      },
    ],
    ['NOROSHI_OIDC_SIGN_OUT', 'here', { oidcSignOut: 'here' }],
    ['NOROSHI_DATA_DIR', '/srv/data', { dataDirGiven: true }],
    ['DATABASE_URL', 'postgresql://u:p@h/d', { databaseUrl: 'postgresql://u:p@h/d' }],
    [
      'DATABASE_URL',
      'postgres://u:p@localhost/d?host=%2Frun',
      { databaseUrl: 'postgres://u:p@localhost/d?host=%2Frun' },
    ],
    ['NOROSHI_PUBLIC_URL', 'https://n.example.com/', { publicUrl: 'https://n.example.com' }],
    ['NOROSHI_PUBLIC_URL', 'https://n.example.com/callout/', { publicUrl: 'https://n.example.com/callout' }],
    ['NOROSHI_SECRET_KEY', aKey, { secretKey: aKey }],
    [
      'NOROSHI_TRUSTED_PROXIES',
      '10.0.0.1, 192.168.0.0/16,::1',
      { trustedProxies: ['10.0.0.1', '192.168.0.0/16', '::1'] },
    ],
    ['NOROSHI_OUTBOUND_PROXY', 'http://u:p@proxy:3128', { outboundProxy: 'http://u:p@proxy:3128' }],
    ['NOROSHI_SMTP_PORT', '25', { smtpPort: 25 }],
    ['NOROSHI_LOG', 'debug', { log: 'debug' }],
  ]
  test.each(cases)('%s=%j', (name, text, expected) => {
    expect(readSettings({ [name]: text })).toMatchObject(expected)
  })
  test('with a certificate the address defaults to https', () => {
    const env = { NOROSHI_TLS_CERT: 'c.pem', NOROSHI_TLS_KEY: 'k.pem', NOROSHI_PORT: '8443' }
    expect(readSettings(env).publicUrl).toBe('https://127.0.0.1:8443')
  })
})

describe('refusing', () => {
  const cases: [string, string][] = [
    ['NOROSHI_PORT', 'http'],
    ['NOROSHI_PORT', '65536'],
    ['NOROSHI_PORT', '-1'],
    ['NOROSHI_HOST', 'http://x'],
    ['DATABASE_URL', 'mysql://secret@h/d'],
    ['NOROSHI_PUBLIC_URL', 'noroshi.example.com'],
    ['NOROSHI_PUBLIC_URL', 'https://n.example.com/?a=1'],
    ['NOROSHI_SECRET_KEY', 'secret'],
    ['NOROSHI_TRUSTED_PROXIES', 'proxy.example.com'],
    ['NOROSHI_OUTBOUND_PROXY', 'socks5://secret@h'],
    ['NOROSHI_ADMIN_ACCOUNT', 'a b'],
    ['NOROSHI_ADMIN_PASSWORD', 'secret'],
    ['NOROSHI_OIDC_ISSUER', 'http://login.example.com'],
    ['NOROSHI_OIDC_CLIENT_ID', 'two\nlines'],
    ['NOROSHI_OIDC_CLIENT_SECRET', 'secret'],
    ['NOROSHI_SMTP_PORT', 'on'],
    ['NOROSHI_LOG', 'loud'],
  ]
  test.each(cases)('%s=%j', (name, text) => {
    expect(() => readSettings({ [name]: text })).toThrow(new RegExp(`^${name}: .*Example: ${name}=`))
  })
  test('no message holds a secret’s value, in either language', () => {
    for (const LANG of ['C', 'ja_JP.UTF-8']) {
      for (const key of settingKeys.filter((each) => definitionOf(each).secret)) {
        const read = () => readSettings({ LANG, [definitionOf(key).env]: 'hunter2' })
        expect(read).toThrow(definitionOf(key).env)
        expect(read).not.toThrow('hunter2')
      }
    }
  })
  test('every problem at once, in the language of the terminal', () => {
    const env = { LANG: 'ja_JP.UTF-8', NOROSHI_PORT: 'x', NOROSHI_LOG: 'loud', NOROSHI_TLS_CERT: 'c.pem' }
    expect(() => readSettings(env)).toThrow(
      /NOROSHI_PORT: 「x」は使えません.*\nNOROSHI_LOG: .*\nNOROSHI_TLS_KEY: がありません/,
    )
  })
  test('half of a provider', () => {
    const issuer = 'https://login.example.com'
    expect(() => readSettings({ NOROSHI_OIDC_ISSUER: issuer })).toThrow('NOROSHI_OIDC_CLIENT_ID: is missing')
    expect(() => readSettings({ NOROSHI_OIDC_CLIENT_ID: 'noroshi' })).toThrow('NOROSHI_OIDC_ISSUER: is missing')
    expect(readSettings({ NOROSHI_OIDC_ISSUER: issuer, NOROSHI_OIDC_CLIENT_ID: 'noroshi' }).oidcIssuer).toBe(issuer)
  })
  test('two keys', () => {
    const env = { NOROSHI_SECRET_KEY: aKey, NOROSHI_SECRET_KEY_FILE: '/k' }
    expect(() => readSettings(env)).toThrow('NOROSHI_SECRET_KEY: is given twice')
  })
})

describe('the file', () => {
  test('gives any setting; the environment wins', () => {
    const file = fileOf('port: 9000\nlog: warn\nsmtpPort: off\ntrustedProxies: [10.0.0.1, 10.0.0.2]\ndataDir: /srv/x\n')
    const settings = readSettings({ NOROSHI_CONFIG: file, NOROSHI_LOG: 'error' })
    const expected = { port: 9000, log: 'error', trustedProxies: ['10.0.0.1', '10.0.0.2'], dataDirGiven: true }
    expect(settings).toMatchObject({ ...expected, smtpPort: null })
  })
  test('may be empty', () => {
    expect(readSettings({ NOROSHI_CONFIG: fileOf('# nothing yet\n') }).port).toBe(8080)
  })
  test.each([
    ['an unknown name', 'prot: 9000', /prot: there is no such setting\. Known: port, host/],
    ['a wrong value, named with its file', 'port: many', /\.yaml: port: "many" is not a port.*Example: port: 8080/],
    ['a nested value', 'port: {a: 1}', /port: is not a single value/],
    ['a list for a single value', 'port: [1, 2]', /port: "1,2" is not a port/],
    ['another shape', '- port', /is not a list of "name: value"/],
    ['broken YAML', 'port: "90', /the file cannot be used: .*line 1/],
  ])('refuses %s', (_, yaml, message) => {
    expect(() => readSettings({ NOROSHI_CONFIG: fileOf(yaml) })).toThrow(message)
  })
  test('that is missing is named', () => {
    expect(() => readSettings({ NOROSHI_CONFIG: '/none.yaml' })).toThrow(/NOROSHI_CONFIG \/none\.yaml: .*ENOENT/)
  })
  test('broken near a secret does not quote it', () => {
    const file = fileOf('adminPassword: "hunter2 hunter2\nport: 1\n')
    expect(() => readSettings({ NOROSHI_CONFIG: file })).not.toThrow('hunter2')
    expect(() => readSettings({ NOROSHI_CONFIG: file })).toThrow('cannot be used')
  })
})

describe('help', () => {
  test.each(['en', 'ja'] as const)('explains every setting (%s)', (language) => {
    const help = settingsHelp(language)
    for (const key of settingKeys) {
      expect(help).toContain(`  ${definitionOf(key).env}\n`)
      expect(help).toContain(definitionOf(key).help[language])
    }
  })
})
