// What a call says by default: complete in both languages, polite, and true to the keys there are.
import { describe, expect, it } from 'vitest'
import { missingParameters, placeholders } from '#core/speech/template'
import { completeTemplate, defaultTemplate, menuFor } from './speech.ts'

describe('the default template', () => {
  it('J-052 has every phrase in both languages and needs nothing but the text', () => {
    for (const phrases of Object.values(defaultTemplate.phrases)) {
      for (const phrase of Object.values(phrases)) expect(phrase).not.toBe('')
    }
    expect(missingParameters(defaultTemplate, {})).toEqual([])
  })
  it('says the text, and who takes it', () => {
    expect(placeholders(defaultTemplate.phrases.ja.message)).toEqual(['text'])
    expect(placeholders(defaultTemplate.phrases.ja.alreadyTaken)).toEqual(['name'])
  })
  it('names its keys', () => {
    expect(defaultTemplate.phrases.ja.menu).toBe(
      '対応できる方は1を、次の人に回す方は2を、もう一度聞く方は8を、押してください。',
    )
    expect(defaultTemplate.phrases.en.menu).toContain('To take it, press 1.')
  })
})

describe('a template that says only what differs', () => {
  it('K-010 keeps the rest', () => {
    const template = completeTemplate({
      message: '{{server}}です',
      phrases: { en: { message: 'It is {{server}}', menu: undefined } },
    })
    expect(template.phrases.ja.message).toBe('{{server}}です')
    expect(template.phrases.en.message).toBe('It is {{server}}')
    expect(template.phrases.en.goodbye).toBe(defaultTemplate.phrases.en.goodbye)
    expect(template.phrases.en.menu).toBe(defaultTemplate.phrases.en.menu)
  })
  it('never offers a key that does nothing', () => {
    const template = completeTemplate({ reactions: { '9': { action: 'take' }, '#': { action: 'leave' } } })
    expect(template.phrases.ja.menu).toBe('対応できる方は9を、この件の電話を止める方はシャープを、押してください。')
    expect(template.phrases.en.menu).not.toContain('repeat')
    expect(menuFor({}, 'ja')).toBe('')
  })
  it('keeps to the limits', () => {
    expect(completeTemplate({ readings: 2, keyWaitSeconds: 30 })).toMatchObject({ readingsMax: 2, keyWaitMs: 30_000 })
    expect(completeTemplate({ keyWaitSeconds: 600 }).keyWaitMs).toBe(60_000)
  })
})
