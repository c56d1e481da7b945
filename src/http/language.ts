// Which language an answer speaks: Japanese, unless the request prefers English.

import type { Language } from './port.ts'

const weightOf = (parameters: readonly string[]): number => {
  const given = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((one) => one !== undefined)
  const weight = given === undefined ? 1 : Number(given)
  return Number.isFinite(weight) ? weight : 0
}

const speaks = (tag: string): Language | null => {
  const language = tag.trim().toLowerCase().split('-')[0]
  return language === 'ja' || language === 'en' ? language : null
}

/** Returns the language an Accept-Language header asks for first; `*` and unknown ones leave it at `otherwise`. */
export const languageOf = (header: string | undefined, otherwise: Language): Language => {
  if (header === undefined) return otherwise
  let best: { language: Language; weight: number } | null = null
  for (const part of header.split(',')) {
    const [tag = '', ...parameters] = part.split(';')
    const language = speaks(tag)
    const weight = weightOf(parameters)
    if (language !== null && weight > (best?.weight ?? 0)) best = { language, weight }
  }
  return best?.language ?? otherwise
}
