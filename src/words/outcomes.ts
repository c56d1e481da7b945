// Outcomes in words: of a callout, of one destination. Complete by type.

import type { Outcome, TargetOutcome } from '#core/callout/state'
import type { Language } from '#core/plan/plan'

export const outcomeWords: Readonly<Record<Language, Record<Outcome, string>>> = {
  ja: {
    acknowledged: '認知済み',
    delivered: '送達',
    recovered: '復旧',
    escalated: '引き継ぎ',
    exhausted: '応答なし',
    cancelled: '取り消し',
    suppressed: '抑止',
    defect: '異常',
  },
  en: {
    acknowledged: 'acknowledged',
    delivered: 'delivered',
    recovered: 'recovered',
    escalated: 'escalated',
    exhausted: 'nobody responded',
    cancelled: 'cancelled',
    suppressed: 'suppressed',
    defect: 'defect',
  },
}

export const targetOutcomeWords: Readonly<Record<Language, Record<TargetOutcome, string>>> = {
  ja: { reached: '対応', delivered: '送達', unreached: '連絡つかず', refused: '辞退', skipped: '対象外' },
  en: { reached: 'reached', delivered: 'delivered', unreached: 'not reached', refused: 'declined', skipped: 'skipped' },
}
