// A calendar as it stands in the form: days as people write them, and an end that may be left open where it is the same day.

import type { Calendar } from '#contract/calendars'

type Rule = Calendar['conditions'][number]['anyOf'][number]
export type Days = { readonly from: string; readonly through: string; readonly name: string }
export type BandDraft = NonNullable<Rule['bands']>[number]
export type RuleDraft = {
  readonly weekdays: readonly number[]
  readonly holiday: '' | 'yes' | 'no' | 'eve'
  readonly dates: readonly Days[]
  readonly bands: readonly BandDraft[]
}
export type ConditionDraft = { readonly key: string; readonly inverted: boolean; readonly anyOf: readonly RuleDraft[] }
export type Draft = {
  readonly key: string
  readonly name: string
  readonly zone: string
  readonly national: boolean
  readonly added: readonly Days[]
  readonly removed: readonly Days[]
  readonly conditions: readonly ConditionDraft[]
}

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const
export const blankRule: RuleDraft = { weekdays: [], holiday: '', dates: [], bands: [] }
export const blankDays: Days = { from: '', through: '', name: '' }
export const blank: Draft = {
  key: '',
  name: '',
  zone: 'Asia/Tokyo',
  national: true,
  added: [],
  removed: [],
  conditions: [],
}

const daysOf = ({ from, through, name = '' }: { from: string; through: string; name?: string }): Days => ({
  from,
  through: through === from ? '' : through,
  name,
})

export const ruleOf = ({ weekdays: days = [], holiday, dates = [], bands = [] }: Rule): RuleDraft => ({
  weekdays: days,
  holiday: holiday ?? '',
  dates: dates.map(daysOf),
  bands,
})

export const draftOf = ({ key, name, zone, country, added, removed, conditions }: Calendar): Draft => ({
  key,
  name,
  zone,
  national: country === 'JP',
  added: added.map(daysOf),
  removed: removed.map(daysOf),
  conditions: conditions.map((one) => ({
    key: one.key,
    inverted: one.inverted === true,
    anyOf: one.anyOf.map(ruleOf),
  })),
})

const rangeOf = ({ from, through }: Days) => ({
  from: from.trim(),
  through: through.trim() === '' ? from.trim() : through.trim(),
})

export const givenRule = ({ weekdays: days, holiday, dates, bands }: RuleDraft) => ({
  ...(days.length === 0 ? {} : { weekdays: days.toSorted((one, other) => one - other) }),
  ...(holiday === '' ? {} : { holiday }),
  ...(dates.length === 0 ? {} : { dates: dates.map(rangeOf) }),
  ...(bands.length === 0 ? {} : { bands }),
})

export const bodyOf = ({ key, name, zone, national, added, removed, conditions }: Draft) => ({
  key,
  name,
  zone,
  country: national ? 'JP' : null,
  added: added.map((one) => ({ ...rangeOf(one), name: one.name })),
  removed: removed.map(rangeOf),
  conditions: conditions.map((one) => ({
    key: one.key,
    anyOf: one.anyOf.map(givenRule),
    ...(one.inverted ? { inverted: true } : {}),
  })),
})

/** Returns the items with one of them changed, or without it. */
export const replaced = <T>(items: readonly T[], index: number, patch: Partial<T> | null): readonly T[] =>
  items.flatMap((one, place) => {
    if (place !== index) return [one]
    return patch === null ? [] : [{ ...one, ...patch }]
  })
