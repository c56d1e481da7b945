// The words for how things ended, as the glossary has them, and which ends of a callout count as success for a script.
import type { Callout } from '#contract/callouts'
import type { Words } from './deps.ts'
import type { Colour } from './terminal.ts'

type Outcome = NonNullable<Callout['outcome']>
type TargetOutcome = NonNullable<Callout['destinations'][number]['outcome']>
type Ending = { readonly words: Words; readonly colour: Colour; readonly isGood: boolean }

const endings: Readonly<Record<Outcome, Ending>> = {
  acknowledged: { words: { en: 'acknowledged', ja: '認知済み' }, colour: 'green', isGood: true },
  delivered: { words: { en: 'delivered', ja: '送達' }, colour: 'green', isGood: true },
  recovered: { words: { en: 'recovered', ja: '復旧' }, colour: 'green', isGood: true },
  escalated: { words: { en: 'escalated', ja: '引き継ぎ' }, colour: 'yellow', isGood: false },
  exhausted: { words: { en: 'exhausted: nobody took it', ja: '応答なし' }, colour: 'red', isGood: false },
  cancelled: { words: { en: 'cancelled', ja: '取り消し' }, colour: 'yellow', isGood: false },
  suppressed: { words: { en: 'suppressed', ja: '抑止' }, colour: 'yellow', isGood: false },
  defect: { words: { en: 'defect', ja: '異常' }, colour: 'red', isGood: false },
}

const targetWords: Readonly<Record<TargetOutcome, Words>> = {
  reached: { en: 'reached', ja: '到達' },
  delivered: { en: 'delivered', ja: '送達' },
  unreached: { en: 'unreached', ja: '未到達' },
  refused: { en: 'refused', ja: '拒否' },
  skipped: { en: 'skipped', ja: '対象外' },
}

const running: Ending = { words: { en: 'running', ja: '通報中' }, colour: 'cyan', isGood: false }

/** Returns how a callout stands; a word that a newer server uses is shown as it comes. */
export function endingOf(outcome: string | null): Ending {
  if (outcome === null) return running
  const known = Object.entries(endings).find(([name]) => name === outcome)?.[1]
  return known ?? { words: { en: outcome, ja: outcome }, colour: 'yellow', isGood: false }
}

/** Returns how a destination stands; one that was not reached for before the end was not called. */
export function targetWordsOf(outcome: string | null, isOver: boolean): Words {
  if (outcome === null) return isOver ? { en: 'not called', ja: '連絡なし' } : { en: 'not yet', ja: '未確定' }
  return Object.entries(targetWords).find(([name]) => name === outcome)?.[1] ?? { en: outcome, ja: outcome }
}
