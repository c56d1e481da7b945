// Letters and digits said one by one. In Japanese as kana, with the long ニー and ゴー of the telephone, because speech engines
// read "192" as a number and "a1b2" as they please.

import type { Language } from '../../plan/plan.ts'
import { pairs } from './found.ts'

const kana = pairs(`
  0=ゼロ 1=イチ 2=ニー 3=サン 4=ヨン 5=ゴー 6=ロク 7=ナナ 8=ハチ 9=キュウ
  A=エー B=ビー C=シー D=ディー E=イー F=エフ G=ジー H=エイチ I=アイ J=ジェー K=ケー L=エル M=エム N=エヌ O=オー P=ピー Q=キュー
  R=アール S=エス T=ティー U=ユー V=ブイ W=ダブリュー X=エックス Y=ワイ Z=ゼット`)

/** Returns ASCII letters and digits as they are said one after the other. */
export const spell = (text: string, language: Language): string => {
  const letters = Array.from(text.toUpperCase())
  return language === 'ja' ? letters.map((letter) => kana.get(letter) as string).join('') : letters.join(' ')
}

/** Returns what is said of something too long to be said whole: its last four letters. */
export const lastFour = (text: string, language: Language): string =>
  language === 'ja' ? `末尾${spell(text.slice(-4), 'ja')}` : `ending in ${spell(text.slice(-4), 'en')}`
