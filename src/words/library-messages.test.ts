// Whatever the schema library says in English is said in Japanese: one refusal of each sort that it knows.
import { expect, it } from 'vitest'
import { z } from 'zod'
import { libraryMessageInJapanese } from './library-messages.ts'

const wide = z.object({ a: z.string() })
const either = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })])

it.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, '入力してください'],
  [z.string(), null, '入力してください'],
  [z.string(), 5, '文字で入力してください'],
  [z.number(), 'a', '数字で入力してください'],
  [z.number(), Number.NaN, '数字で入力してください'],
  [z.int(), 1.5, '数字で入力してください'],
  [z.boolean(), 'yes', 'trueかfalseにしてください'],
  [z.array(z.string()), {}, '一覧(JSONの配列)にしてください'],
  [wide, [], 'JSONのオブジェクトにしてください'],
  [z.record(z.string(), z.string()), 5, 'JSONのオブジェクトにしてください'],
  [z.date(), 'now', '形が違います'],
  [z.literal('a'), 'b', '"a" にしてください'],
  [z.literal(5), 'b', '5 にしてください'],
  [z.enum(['open', 'on hold']), 'b', '"open"、"on hold" のどれかにしてください'],
  [either, { kind: 'c' }, "'a'、'b' のどれかにしてください"],
  [z.union([z.string(), z.number()]), true, '形が違います'],
  [z.xor([z.string(), z.string().min(1)]), 'a', '形が違います'],
  [z.string().refine(() => false), 'a', '形が違います'],
  [z.string().min(1), '', '入力してください'],
  [z.string().min(3), 'a', '3文字以上にしてください'],
  [z.string().max(3), 'abcd', '3文字以内にしてください'],
  [z.string().length(3), 'abcd', '3文字にしてください'],
  [z.array(z.int()).min(2), [], '2件以上必要です'],
  [z.array(z.int()).max(1), [1, 2], '1件以内にしてください'],
  [z.array(z.int()).length(1), [1, 2], '1件にしてください'],
  [z.set(z.int()).max(1), new Set([1, 2]), '1件以内にしてください'],
  [z.number().min(2), 1, '2以上にしてください'],
  [z.number().max(-2), 1, '-2以下にしてください'],
  [z.number().gt(2), 2, '2より大きい数にしてください'],
  [z.number().lt(2.5), 3, '2.5より小さい数にしてください'],
  [z.number().multipleOf(5), 3, '5の倍数にしてください'],
  [z.string().startsWith('a"b'), 'x', '"a"b" で始めてください'],
  [z.string().endsWith('b'), 'x', '"b" で終えてください'],
  [z.string().includes('c'), 'x', '"c" を含めてください'],
  [z.string().regex(/^a\nb$/), 'x', '使えない文字があるか、形が違います'],
  [z.url(), 'x', 'https:// などで始まるアドレスの形にしてください'],
  [z.email(), 'x', 'メールアドレスの形にしてください'],
  [z.uuid(), 'x', 'IDの形にしてください'],
  [z.iso.datetime(), 'x', '日時を正しく入力してください'],
  [z.iso.date(), 'x', '2026-12-29 のような日付にしてください'],
  [z.iso.time(), 'x', '18:00 のような時刻にしてください'],
  [z.iso.duration(), 'x', '形が違います'],
  [z.ipv4(), 'x', 'IPv4アドレスの形にしてください'],
  [z.ipv6(), 'x', 'IPv6アドレスの形にしてください'],
  [z.cidrv4(), 'x', '形が違います'],
  [z.base64(), '%', '形が違います'],
  [z.e164(), 'x', '形が違います'],
  [z.json(), 'x'.at(9), '形が違います'],
  [z.strictObject({}), { txt: 1 }, '使えない項目です: "txt"'],
  [z.strictObject({}), { txt: 1, tex: 2 }, '使えない項目です: "txt"、"tex"'],
  [z.record(z.string().max(1), z.int()), { ab: 1 }, '名前に使えない文字があります'],
  [z.map(z.date(), z.date()), new Map([[{}, {}]]), '名前に使えない文字があります'],
])('%# %j', (schema, value, said) => {
  const message = schema.safeParse(value).error?.issues[0]?.message ?? 'not refused'
  expect(libraryMessageInJapanese(message), message).toBe(said)
})

it('leaves other sentences to others', () => {
  expect(libraryMessageInJapanese('Nobody is on duty')).toBeNull()
})
