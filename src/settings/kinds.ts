// The kinds of values a setting may have: how its text is read, and the words for a wrong one in both languages.
// Everything arrives as text, from the environment or from a scalar of the file, so both are read by the same rules.
import { z } from 'zod'
import { roles } from '#contract/roles'
import { reference } from '#contract/text'

export type Words = { en: string; ja: string }

type Kind = { schema: z.ZodType; words: Words; example: string }

const wholeNumber = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
const port = wholeNumber.pipe(z.number().max(65_535))

const webUrl = z.url({ protocol: /^https?$/ })

/** `name=role` in the whole space, `name=role@project` in one project of it; several with commas between them. */
const givenRole = z
  .string()
  .regex(/^[^=,\p{Cc}]{1,200}=[^=,@\p{Cc}]+(@[^=,@\p{Cc}]+)?$/u)
  .transform((text) => {
    const [group = '', where = ''] = text.split('=').map((one) => one.trim())
    const [role = '', project = null] = where.split('@').map((one) => one.trim())
    return { group, role, project }
  })
  .pipe(z.object({ group: z.string().min(1), role: z.enum(roles), project: reference.nullable() }))

export const kinds = {
  port: {
    schema: port,
    words: {
      en: 'a port: a whole number up to 65535 (0 takes any free one)',
      ja: 'ポート番号: 65535 までの整数（0 なら空いているもの）',
    },
    example: '8080',
  },
  portOrOff: {
    schema: z.union([z.literal('off').transform(() => null), port]),
    words: { en: 'a port, or "off"', ja: 'ポート番号、または off' },
    example: '25',
  },
  host: {
    schema: z.string().regex(/^[A-Za-z0-9.:_-]+$/),
    words: { en: 'an address or host name to listen on', ja: '待ち受けるアドレスまたはホスト名' },
    example: '0.0.0.0',
  },
  path: {
    schema: z.string().refine((text) => !text.includes('\0')),
    words: { en: 'a path', ja: 'パス' },
    example: '/var/lib/noroshi/data',
  },
  databaseUrl: {
    schema: z.url({ protocol: /^postgres(ql)?$/ }),
    words: { en: 'a PostgreSQL address', ja: 'PostgreSQL の接続先' },
    example: 'postgres://noroshi:password@db.example.com:5432/noroshi',
  },
  publicUrl: {
    schema: webUrl.refine((text) => !/[?#]/.test(text)).transform((text) => text.replace(/\/+$/, '')),
    words: { en: 'an http or https address without a query', ja: 'http または https の URL（? や # を含まない）' },
    example: 'https://noroshi.example.com',
  },
  proxyUrl: {
    schema: webUrl,
    words: { en: 'the http or https address of a proxy', ja: 'プロキシの http または https の URL' },
    example: 'http://proxy.example.com:3128',
  },
  proxies: {
    schema: z
      .string()
      .transform((text) => text.split(/[\s,]+/).filter(Boolean))
      .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))),
    words: { en: 'IP addresses or networks, separated by commas', ja: 'IP アドレスまたはネットワーク（カンマ区切り）' },
    example: '10.0.0.5,192.168.0.0/16',
  },
  programs: {
    schema: z
      .string()
      .transform((text) =>
        text
          .split(',')
          .map((one) => one.trim())
          .filter(Boolean),
      )
      .pipe(z.array(z.string().regex(/^\/[^\p{Cc}]+$/u))),
    words: { en: 'absolute paths, separated by commas', ja: '絶対パス（カンマ区切り）' },
    example: '/usr/local/bin/siren,/opt/gate/open',
  },
  key: {
    schema: z.string().regex(/^([0-9A-Fa-f]{64}|[A-Za-z0-9+/_-]{43}=?)$/),
    words: {
      en: '32 bytes in base64 or hexadecimal (make one with: openssl rand -base64 32)',
      ja: 'base64 または 16 進の 32 バイト（openssl rand -base64 32 で作成）',
    },
    example: '$(openssl rand -base64 32)',
  },
  account: {
    schema: z.string().regex(/^[^\s]{1,64}$/u),
    words: {
      en: 'an account name of up to 64 characters without spaces',
      ja: '空白を含まない 64 文字までのアカウント名',
    },
    example: 'admin',
  },
  password: {
    schema: z.string().refine((text) => {
      const { length } = Array.from(text.normalize('NFKC'))
      return length >= 10 && length <= 200
    }),
    words: { en: 'a password of 10 to 200 characters', ja: '10〜200 文字のパスワード' },
    example: '"…"',
  },
  words: {
    schema: z.string().regex(/^\P{Cc}{1,200}$/u),
    words: { en: 'one line of up to 200 characters', ja: '200 文字までの 1 行の文字列' },
    example: 'noroshi',
  },
  clientSecret: {
    schema: z.string().regex(/^\P{Cc}{8,500}$/u),
    words: { en: 'a secret of 8 to 500 characters', ja: '8〜500 文字の秘密の文字列' },
    example: '"…"',
  },
  issuer: {
    schema: webUrl.refine(
      (text) => text.startsWith('https://') || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/.test(text),
    ),
    words: { en: 'an address beginning with https://', ja: 'https:// で始まる URL' },
    example: 'https://login.example.com',
  },
  rolesOfGroups: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((one) => one.trim()))
      .pipe(z.array(givenRole).max(100)),
    words: {
      en: `name=role, or name=role@project for one project, with commas between several; the roles are ${roles.join(', ')}`,
      ja: `「名前=権限」、1つのプロジェクトだけなら「名前=権限@プロジェクト」を、カンマ区切りで（権限は ${roles.join(', ')}）`,
    },
    example: 'it-admins=administrator,plant-ops=operator@plant',
  },
  signOut: {
    schema: z.enum(['provider', 'here']),
    words: { en: 'provider or here', ja: 'provider または here' },
    example: 'here',
  },
  logLevel: {
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    words: {
      en: 'a level: fatal, error, warn, info, debug, trace or silent',
      ja: 'レベル: fatal, error, warn, info, debug, trace, silent のいずれか',
    },
    example: 'info',
  },
} as const satisfies Record<string, Kind>

export type KindName = keyof typeof kinds
