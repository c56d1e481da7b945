// What could not be told, and what was found of a device, said by one list of words.
import { expect, it } from 'vitest'
import { seenText } from './liveness.ts'
import { sendingText } from './sending.ts'

it.each([
  [
    'address_forbidden',
    'NOROSHI_WEBHOOK_NETWORKSで許可されていないアドレスです',
    'NOROSHI_WEBHOOK_NETWORKS does not allow its address',
  ],
  ['url_invalid', 'URLが正しくありません', 'The URL is not valid'],
  ['ECONNREFUSED', '接続が拒否されました', 'The connection was refused'],
  ['http_500', 'http_500', 'http_500'],
])('%s is said in both languages, and a code without words as it is', (code, ja, en) => {
  expect([sendingText(code, 'ja'), sendingText(code, 'en')]).toEqual([ja, en])
})

it.each([
  ['address_forbidden', /NOROSHI_MONITORED_NETWORKS/],
  ['timeout', /時間内に応答がありません/],
  ['status_503', /想定外です: 503/],
])('of a device %s names its own setting and the same words', (code, text) => {
  expect(seenText({ kind: 'unable', code }, 'ja')).toMatch(text)
})
