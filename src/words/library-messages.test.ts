// Whatever the schema library says is said in people's words, in both languages: one refusal of each sort that it knows.
import { expect, it } from 'vitest'
import { z } from 'zod'
import { libraryMessage } from './library-messages.ts'

const wide = z.object({ a: z.string() })
const either = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })])

it.each<[z.ZodType, unknown, string, string]>([
  [z.string(), undefined, '入力してください', 'is missing'],
  [z.string(), null, '入力してください', 'is missing'],
  [z.string(), 5, '文字で入力してください', 'must be text'],
  [z.number(), 'a', '数字で入力してください', 'must be a number'],
  [z.number(), Number.NaN, '数字で入力してください', 'must be a number'],
  [z.int(), 1.5, '整数で入力してください', 'must be a whole number'],
  [z.boolean(), 'yes', 'trueかfalseにしてください', 'must be true or false'],
  [z.array(z.string()), {}, '一覧(JSONの配列)にしてください', 'must be a list (a JSON array)'],
  [wide, [], 'JSONのオブジェクトにしてください', 'must be a JSON object'],
  [z.record(z.string(), z.string()), 5, 'JSONのオブジェクトにしてください', 'must be a JSON object'],
  [z.date(), 'now', '形が違います', 'has the wrong form'],
  [z.literal('a'), 'b', '"a" にしてください', 'must be "a"'],
  [z.literal(5), 'b', '5 にしてください', 'must be 5'],
  [z.enum(['open', 'on hold']), 'b', '"open"、"on hold" のどれかにしてください', 'must be one of "open", "on hold"'],
  [either, { kind: 'c' }, "'a'、'b' のどれかにしてください", "must be one of 'a', 'b'"],
  [z.union([z.string(), z.number()]), true, '形が違います', 'has the wrong form'],
  [z.xor([z.string(), z.string().min(1)]), 'a', '形が違います', 'has the wrong form'],
  [z.string().refine(() => false), 'a', '形が違います', 'has the wrong form'],
  [z.string().min(1), '', '入力してください', 'must not be empty'],
  [z.string().min(3), 'a', '3文字以上にしてください', 'must have at least 3 characters'],
  [z.string().max(3), 'abcd', '3文字以内にしてください', 'must have at most 3 characters'],
  [z.string().length(3), 'abcd', '3文字にしてください', 'must have exactly 3 characters'],
  [z.array(z.int()).min(2), [], '2件以上必要です', 'must have at least 2 items'],
  [z.array(z.int()).max(1), [1, 2], '1件以内にしてください', 'must have at most 1 item'],
  [z.array(z.int()).length(1), [1, 2], '1件にしてください', 'must have exactly 1 item'],
  [z.set(z.int()).max(1), new Set([1, 2]), '1件以内にしてください', 'must have at most 1 item'],
  [z.number().min(2), 1, '2以上にしてください', 'must be at least 2'],
  [z.number().max(-2), 1, '-2以下にしてください', 'must be at most -2'],
  [z.number().gt(2), 2, '2より大きい数にしてください', 'must be more than 2'],
  [z.number().lt(2.5), 3, '2.5より小さい数にしてください', 'must be less than 2.5'],
  [z.number().multipleOf(5), 3, '5の倍数にしてください', 'must be a multiple of 5'],
  [z.string().startsWith('a"b'), 'x', '"a"b" で始めてください', 'must begin with "a"b"'],
  [z.string().endsWith('b'), 'x', '"b" で終えてください', 'must end with "b"'],
  [z.string().includes('c'), 'x', '"c" を含めてください', 'must contain "c"'],
  [
    z.string().regex(/^a\nb$/),
    'x',
    '使えない文字があるか、形が違います',
    'has characters that cannot be used, or the wrong form',
  ],
  [z.url(), 'x', 'https:// などで始まるアドレスの形にしてください', 'must be an address such as https://…'],
  [z.email(), 'x', 'メールアドレスの形にしてください', 'must be a mail address'],
  [z.uuid(), 'x', 'IDの形にしてください', 'must be an id'],
  [z.iso.datetime(), 'x', '日時を正しく入力してください', 'must be a date and time such as 2026-12-29T18:00:00Z'],
  [z.iso.date(), 'x', '2026-12-29 のような日付にしてください', 'must be a date such as 2026-12-29'],
  [z.iso.time(), 'x', '18:00 のような時刻にしてください', 'must be a time of day such as 18:00'],
  [z.iso.duration(), 'x', '形が違います', 'has the wrong form'],
  [z.ipv4(), 'x', 'IPv4アドレスの形にしてください', 'must be an IPv4 address'],
  [z.ipv6(), 'x', 'IPv6アドレスの形にしてください', 'must be an IPv6 address'],
  [z.cidrv4(), 'x', '形が違います', 'has the wrong form'],
  [z.base64(), '%', '形が違います', 'has the wrong form'],
  [z.e164(), 'x', '形が違います', 'has the wrong form'],
  [z.json(), 'x'.at(9), '形が違います', 'has the wrong form'],
  [z.strictObject({}), { txt: 1 }, '使えない項目です: "txt"', 'has a field that is not known: "txt"'],
  [
    z.strictObject({}),
    { txt: 1, tex: 2 },
    '使えない項目です: "txt"、"tex"',
    'has fields that are not known: "txt", "tex"',
  ],
  [z.record(z.string().max(1), z.int()), { ab: 1 }, '名前に使えない文字があります', 'has a name that cannot be used'],
  [z.map(z.date(), z.date()), new Map([[{}, {}]]), '名前に使えない文字があります', 'has a name that cannot be used'],
])('%# %j', (...[schema, value, ja, en]) => {
  const message = schema.safeParse(value).error?.issues[0]?.message ?? 'not refused'
  expect({ ja: libraryMessage(message, 'ja'), en: libraryMessage(message, 'en') }, message).toEqual({ ja, en })
})

it('leaves other sentences to others', () => {
  expect(libraryMessage('Nobody is on duty', 'ja')).toBeNull()
  expect(libraryMessage('Nobody is on duty', 'en')).toBeNull()
})
