// Why a line of a list, or a word, cannot be taken: in the reader's language.

import { limits } from '#contract/limits'
import type { LineProblem } from '#core/speech/reading-list'

const { wordCharacters, readingCharacters } = limits.dictionary

const words: Readonly<Record<LineProblem | 'kept_in_file', { readonly ja: string; readonly en: string }>> = {
  comma_missing: {
    en: 'has no comma between word and reading',
    ja: '単語と読みを区切る半角カンマがありません',
  },
  comma_extra: {
    en: 'has more than one comma; put a word or reading that holds one in "quotes"',
    ja: '半角カンマが2つ以上あります。カンマを含む単語や読みは "" で囲んでください',
  },
  quote_open: { en: 'has a quote that is not closed', ja: '引用符 " が閉じられていません' },
  line_too_long: { en: 'is too long', ja: '行が長すぎます' },
  word_empty: { en: 'has no word', ja: '単語がありません' },
  reading_empty: { en: 'has no reading', ja: '読みがありません' },
  word_too_long: {
    en: `has a word of more than ${wordCharacters.max} characters`,
    ja: `単語が${wordCharacters.max}文字を超えています`,
  },
  reading_too_long: {
    en: `has a reading of more than ${readingCharacters.max} characters`,
    ja: `読みが${readingCharacters.max}文字を超えています`,
  },
  word_twice: { en: 'gives a word another reading than a line before it', ja: '前の行と同じ単語に別の読みがあります' },
  kept_in_file: {
    en: 'is about a word that a configuration file keeps',
    ja: '設定ファイルで管理されている単語です',
  },
}

export const problemWords = (code: keyof typeof words, language: 'ja' | 'en'): string => words[code][language]
