// Sizes of SMS, as tables, from 3GPP TS 23.038 and Twilio's documents of segments.

import { describe, expect, it } from 'vitest'
import { smsSizeOf } from './sms-size.ts'

const gsm = '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCXYZÄÖÑÜ§¿abcxyzäöñüà'

describe('X-057 the size of an SMS', () => {
  it.each([
    ['nothing', '', 'gsm7', 0, 1, 160],
    ['one SMS of the GSM alphabet, full', 'a'.repeat(160), 'gsm7', 160, 1, 0],
    ['one character more: two SMS', 'a'.repeat(161), 'gsm7', 161, 2, 145],
    ['two SMS, full', 'a'.repeat(306), 'gsm7', 306, 2, 0],
    ['three', 'a'.repeat(307), 'gsm7', 307, 3, 152],
    ['every kind of character of the alphabet', gsm, 'gsm7', gsm.length, 1, 160 - gsm.length],
    ['characters of the extension count twice', '\f^{}\\[~]|€', 'gsm7', 20, 1, 140],
    [
      'an extension character that would be parted moves on',
      `${'a'.repeat(152)}€${'a'.repeat(10)}`,
      'gsm7',
      164,
      2,
      141,
    ],
    ['one SMS in Japanese, full', '障'.repeat(70), 'ucs2', 70, 1, 0],
    ['one character more in Japanese: two SMS', '障'.repeat(71), 'ucs2', 71, 2, 63],
    ['what Japanese carriers join: ten', '障'.repeat(660), 'ucs2', 660, 10, 10],
    ['one character outside the alphabet moves the whole text', `${'a'.repeat(70)}’`, 'ucs2', 71, 2, 63],
    ['a small ç is outside, a capital one is not', 'ç', 'ucs2', 1, 1, 69],
    ['half-width kana are outside', 'ｶﾅ', 'ucs2', 2, 1, 68],
    ['a character of two units', '🔥', 'ucs2', 2, 1, 68],
    ['such a character is not parted either', `${'障'.repeat(66)}🔥障障障`, 'ucs2', 71, 2, 62],
  ])('%s', (...[, text, encoding, units, segments, left]) => {
    expect(smsSizeOf(text)).toEqual({ encoding, units, segments, left })
  })
})
