// The documents a phone is answered with, byte by byte where it matters: keys count while it speaks, nothing can break the
// document, and nothing is too long for the provider.

import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { fitsOneSay, sayPieces, shorten } from './say.ts'
import {
  dialDocument,
  leadOnDocument,
  messageDocument,
  notNowDocument,
  oneMoment,
  overDocument,
  turnDocument,
  type Voice,
} from './twiml.ts'

const ja: Voice = { lang: 'ja', voice: 'Polly.Takumi-Neural' }
const en: Voice = { lang: 'en', voice: 'Polly.Joanna-Neural' }
const next = { url: 'https://noroshi.example.jp/hooks/v/1?lang=ja&x=1#rc=2', keyWaitMs: 8_000, dialled: false }
const head = '<?xml version="1.0" encoding="UTF-8"?><Response>'

const texts = (document: string): string[] => {
  const found: string[] = []
  const walk = (node: Record<string, unknown>[]): void => {
    for (const each of node) {
      for (const [name, inner] of Object.entries(each)) {
        if (name === 'Say') found.push((inner as { '#text'?: string }[])[0]?.['#text'] ?? '')
        else if (Array.isArray(inner)) walk(inner as Record<string, unknown>[])
      }
    }
  }
  walk(new XMLParser({ preserveOrder: true, processEntities: true, parseTagValue: false }).parse(document))
  return found
}

describe('a turn', () => {
  test('J-052: Japanese text is spoken in Japanese, inside Gather, one key, silence asks on', () => {
    expect(turnDocument({ voice: ja, lines: ['エラーが発生しました', '対応は1を押してください。'], next })).toBe(
      `${head}<Gather input="dtmf" numDigits="1" finishOnKey="" timeout="8"` +
        ' action="https://noroshi.example.jp/hooks/v/1?lang=ja&amp;x=1#rc=2" method="POST" actionOnEmptyResult="true">' +
        '<Say language="ja-JP" voice="Polly.Takumi-Neural">エラーが発生しました</Say>' +
        '<Say language="ja-JP" voice="Polly.Takumi-Neural">対応は1を押してください。</Say></Gather>' +
        '<Redirect method="POST">https://noroshi.example.jp/hooks/v/1?lang=ja&amp;x=1#rc=2</Redirect></Response>',
    )
  })

  test('the last turn speaks and hangs up', () => {
    expect(turnDocument({ voice: en, lines: ['Taken.'], next: null })).toBe(
      `${head}<Say language="en-US" voice="Polly.Joanna-Neural">Taken.</Say><Hangup/></Response>`,
    )
    expect(turnDocument({ voice: en, lines: [], next: null })).toBe(`${head}<Hangup/></Response>`)
  })

  test('a turn with nothing to say still listens', () => {
    expect(turnDocument({ voice: ja, lines: [], next })).toContain('<Pause length="1"/></Gather>')
  })

  test.each([
    [1, '1'],
    [2_001, '3'],
  ])('%d ms of waiting are %s whole seconds', (keyWaitMs, timeout) => {
    expect(turnDocument({ voice: ja, lines: ['x'], next: { ...next, keyWaitMs } })).toContain(`timeout="${timeout}"`)
  })
})

describe('B.5 being connected', () => {
  const dial = { to: '+81312345678', from: '+815012340001', ringMs: 30_000, url: next.url }

  test('says that it connects, rings the number as long as any phone, and asks on when that is over', () => {
    expect(dialDocument({ voice: ja, lines: ['おつなぎします。'], dial })).toBe(
      `${head}<Say language="ja-JP" voice="Polly.Takumi-Neural">おつなぎします。</Say>` +
        '<Dial timeout="30" callerId="+815012340001"' +
        ' action="https://noroshi.example.jp/hooks/v/1?lang=ja&amp;x=1#rc=2" method="POST">' +
        '<Number>+81312345678</Number></Dial></Response>',
    )
  })

  test('without a caller id of ours the provider’s rule holds', () => {
    expect(dialDocument({ voice: ja, lines: [], dial: { ...dial, from: null } })).not.toContain('callerId')
  })

  test('a number that must not be dialled leads on without a word', () => {
    expect(leadOnDocument(next.url)).toBe(
      `${head}<Redirect method="POST">https://noroshi.example.jp/hooks/v/1?lang=ja&amp;x=1#rc=2</Redirect></Response>`,
    )
  })
})

describe('text of monitoring systems', () => {
  test.each([
    ['a\u0000b', 'a b'],
    ['a\bb', 'a b'],
    ['\ud800x', 'x'],
    ['\ufffex\uffff', 'x'],
    ['<say-as interpret-as="characters">DB</say-as>', '<say-as interpret-as="characters">DB</say-as>'],
    ['</Say></Gather><Hangup/>', '</Say></Gather><Hangup/>'],
    ['a & b &amp; c', 'a & b &amp; c'],
    ['🔥障害', '🔥障害'],
    [']]>', ']]>'],
    ['が', 'が'],
    ['a \t  b', 'a b'],
  ])('%j is heard as %j', (text, heard) => {
    const document = turnDocument({ voice: ja, lines: [text], next })
    expect(XMLValidator.validate(document)).toBe(true)
    expect(document).not.toMatch(/<Hangup/)
    expect(texts(document)).toEqual([heard])
  })
})

describe('long texts', () => {
  test('500 kana fit one Say, 501 do not', () => {
    expect(fitsOneSay('あ'.repeat(500))).toBe(true)
    expect(fitsOneSay('あ'.repeat(501))).toBe(false)
    expect(fitsOneSay('a'.repeat(3_001))).toBe(false)
  })

  test.each([
    ['sentences', 'あいうえお、かきくけこ。'.repeat(200)],
    ['one sentence with commas', `${'あいうえお、'.repeat(300)}。`],
    ['no mark at all', 'あ'.repeat(1_700)],
    ['pairs', '🔥'.repeat(2_000)],
    ['English', 'The disk of web01 is full. '.repeat(400)],
    ['one English word', 'x'.repeat(7_000)],
  ])('%s: every piece fits, and nothing is lost', (_name, text) => {
    const pieces = sayPieces(text)
    expect(pieces.length).toBeGreaterThan(1)
    for (const piece of pieces) expect(fitsOneSay(piece)).toBe(true)
    expect(pieces.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
  })

  test('pieces end at sentences where they can', () => {
    const pieces = sayPieces(`${'あ'.repeat(300)}。${'い'.repeat(300)}。う。`)
    expect(pieces).toEqual([`${'あ'.repeat(300)}。`, `${'い'.repeat(300)}。 う。`])
  })

  test.each(['障害が発生しました。', '<&>"\u0000', '🔥', 'disk full '])(
    'a document never exceeds 64 kB, keeps its menu and says what is missing: %j',
    (text) => {
      const document = turnDocument({
        voice: ja,
        lines: ['始めます。', text.repeat(40_000), '1を押してください。'],
        next,
      })
      expect(Buffer.byteLength(document)).toBeLessThanOrEqual(64_000)
      expect(XMLValidator.validate(document)).toBe(true)
      const heard = texts(document)
      expect(heard.at(0)).toBe('始めます。')
      expect(heard.at(-1)).toBe('1を押してください。')
      expect(heard.at(-2)).toMatch(/以下省略します。$/)
    },
  )

  test('English says so in English', () => {
    expect(turnDocument({ voice: en, lines: ['disk full. '.repeat(20_000)], next })).toContain('The rest is omitted.')
  })

  test.each([
    ['短い。', 10, '短い。'],
    ['一つ目です。二つ目です。', 10, '一つ目です。'],
    ['あ'.repeat(20), 5, 'あああああ'],
    ['🔥🔥🔥', 2, '🔥🔥'],
    ['x', 0, ''],
  ])('%s in %d characters is %s', (text, length, short) => {
    expect(shorten(text, length)).toBe(short)
  })
})

describe('X-008 X-023: a whole call in one document', () => {
  const message = { voice: ja, lines: ['狼煙です。', 'web01が停止しました。'], readings: 3, after: ['失礼します。'] }

  test('is read several times, listens to nothing, and says goodbye', () => {
    const document = messageDocument(message)
    expect(texts(document)).toEqual([...message.lines, ...message.lines, ...message.lines, '失礼します。'])
    expect(document).not.toContain('Gather')
    expect(document).toMatch(/<Hangup\/><\/Response>$/)
  })

  test.each([350, 1_000, 1_300, 4_000, 30_000])('fits 4,000 characters with a message of %d', (length) => {
    const document = messageDocument({ ...message, lines: ['狼煙です。', 'あ'.repeat(length)] })
    expect(document.length).toBeLessThanOrEqual(4_000)
    expect(XMLValidator.validate(document)).toBe(true)
    expect(texts(document).at(-1)).toBe('失礼します。')
    expect(document.includes('以下省略します。')).toBe(length >= 4_000)
  })
})

describe('when the answer is not ready', () => {
  test('says so once, waits, and comes back with the key', () => {
    const document = oneMoment(ja, 'https://noroshi.example.jp/v/1?lang=ja&Digits=1&again=1')
    expect(document).toBe(
      `${head}<Say language="ja-JP" voice="Polly.Takumi-Neural">少々お待ちください。</Say><Pause length="1"/>` +
        '<Redirect method="POST">https://noroshi.example.jp/v/1?lang=ja&amp;Digits=1&amp;again=1</Redirect></Response>',
    )
    expect(texts(oneMoment(ja, 'https://noroshi.example.jp/v', 1))).toEqual([])
  })

  test('ends in words', () => {
    expect(texts(notNowDocument(en))[0]).toMatch(/sorry/)
    expect(texts(overDocument(ja))[0]).toMatch(/終了/)
    expect(overDocument(ja)).toContain('<Hangup/>')
  })
})
