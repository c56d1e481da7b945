// The findings of a preview in words: what was found, and what it means for the night.

import type { Language } from '#core/plan/plan'
import type { PreviewFinding } from '#core/preview/findings'
import { pictureWords } from './picture.ts'

type Told = {
  readonly step: number
  readonly who: string
  readonly number: (fact: string) => number
  readonly text: (fact: string) => string
  readonly long: (fact: string) => string
}
type Sentences = Readonly<Record<PreviewFinding['code'], (told: Told) => string>>

const whyJa: Readonly<Record<string, string>> = {
  attempts: '発信回数が予行の上限に達した',
  events: '出来事の数が予行の上限に達した',
  time: '予行の期間の上限に達した',
  defect: '内部の誤りが見つかった',
}
const whyEn: Readonly<Record<string, string>> = {
  attempts: 'it reached the limit of calls for a preview',
  events: 'it reached the limit of events for a preview',
  time: 'it reached the limit of time for a preview',
  defect: 'an internal error was found',
}

const sentences: Readonly<Record<Language, Sentences>> = {
  ja: {
    'preview.step_never_reached': (t) => `段${t.step}には、だれも応答しなくても進みません。`,
    'preview.nobody_on_duty': (t) => `段${t.step}の当番がいない時間があります(${t.text('schedule')})。`,
    'preview.on_duty_unreachable': (t) =>
      `段${t.step}の当番の${t.text('name')}には、指定の電話がありません(${t.text('schedule')})。`,
    'preview.step_calls_nobody': (t) => `段${t.step}ではだれにも連絡できません。`,
    'preview.step_in_quiet_hours': (t) => `段${t.step}では全員がおやすみ時間のため、だれにも連絡できません。`,
    'preview.person_never_called': (t) => `段${t.step}の${t.who}さんには一度も電話がかかりません。`,
    'preview.person_in_quiet_hours': (t) => `段${t.step}の${t.who}さんはおやすみ時間のため、連絡しません。`,
    'preview.wait_without_effect': (t) =>
      `段${t.step}の待ち時間(${t.long('seconds')})は働きません。電話がそれより長くかかるか、その後に進む先がありません。`,
    'preview.escalation_never_reached': () => '引き継ぎ先の連絡網には、だれも応答しなくても進みません。',
    'preview.text_too_long': (t) =>
      `本文が長すぎて、1回の電話で読み切れません(${t.number('characters')}文字、約${t.long('seconds')})。`,
    'preview.sms_cut': (t) =>
      `本文が長すぎて、SMSでは途中で切れます(${t.number('characters')}文字、${t.number('max')}文字まで)。`,
    'preview.beyond_target': (t) =>
      `終わるまでに${t.long('seconds')}かかり、目標の${t.long('targetSeconds')}を超えます。`,
    'preview.stopped': (t) => `${whyJa[t.text('why')] ?? ''}ため、予行を途中で終えました。`,
  },
  en: {
    'preview.step_never_reached': (t) => `Step ${t.step} is never reached, even if nobody answers.`,
    'preview.nobody_on_duty': (t) => `In step ${t.step}, nobody is on duty some of the time (${t.text('schedule')}).`,
    'preview.on_duty_unreachable': (t) =>
      `In step ${t.step}, ${t.text('name')} is on duty but has no such phone (${t.text('schedule')}).`,
    'preview.step_calls_nobody': (t) => `Step ${t.step} can contact nobody.`,
    'preview.step_in_quiet_hours': (t) => `Step ${t.step} can contact nobody: everyone in it is in quiet hours.`,
    'preview.person_never_called': (t) => `${t.who} in step ${t.step} is never called.`,
    'preview.person_in_quiet_hours': (t) => `${t.who} in step ${t.step} is in quiet hours and not contacted.`,
    'preview.wait_without_effect': (t) =>
      `The wait of step ${t.step} (${t.long('seconds')}) does nothing: its calls take longer, or nothing follows that would wait.`,
    'preview.escalation_never_reached': () => 'The policy it escalates to is never reached, even if nobody answers.',
    'preview.text_too_long': (t) =>
      `The text is too long for one call (${t.number('characters')} characters, about ${t.long('seconds')}).`,
    'preview.sms_cut': (t) =>
      `The text is too long for an SMS and is cut (${t.number('characters')} characters, at most ${t.number('max')}).`,
    'preview.beyond_target': (t) =>
      `It takes ${t.long('seconds')}, longer than the target of ${t.long('targetSeconds')}.`,
    'preview.stopped': (t) => `The preview was cut short: ${whyEn[t.text('why')] ?? ''}.`,
  },
}

/** @param who the name of the destination it is about, if it is about one */
export const findingText = ({ code, step, facts }: PreviewFinding, who: string, language: Language): string =>
  sentences[language][code]({
    step: step ?? 0,
    who,
    number: (fact) => Number(facts[fact]),
    text: (fact) => String(facts[fact]),
    long: (fact) => pictureWords[language].duration(Number(facts[fact]) * 1_000),
  })

/** What is said where a preview is not told what to say. */
export const sampleText: Readonly<Record<Language, string>> = {
  ja: 'これは予行です。サーバ db01 が応答しません。',
  en: 'This is a preview. Server db01 does not answer.',
}
