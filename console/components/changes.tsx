// What was changed of something, field by field: before and after; what is longer line by line, with a sign before each line.

import { Fragment } from 'react'
import { useTranslations } from 'use-intl'
import type { AuditEntry } from '#contract/audit'
import { type DiffLine, diffLines } from '../data/diff.ts'

type Change = AuditEntry['changes'][number]

const linesOf = (value: unknown): readonly string[] => {
  if (value === undefined || value === null) return []
  return (typeof value === 'string' ? value : JSON.stringify(value, null, 2)).split('\n')
}

const signs = { same: ' ', out: '−', in: '+' } as const
/** Of what stayed, this much is shown on either side of a change. */
const AROUND = 2

const near = (lines: readonly DiffLine[], place: number): boolean =>
  lines.slice(Math.max(0, place - AROUND), place + AROUND + 1).some(({ kind }) => kind !== 'same')

const Diff = ({ lines }: { lines: readonly DiffLine[] }) => {
  const t = useTranslations()
  return (
    <pre className="diff">
      {lines.map(
        ({ kind, text }, place) =>
          near(lines, place) && (
            <Fragment key={place}>
              <span className={kind}>
                <span aria-hidden="true">{signs[kind]} </span>
                {kind !== 'same' && <span className="hidden">{t(`changes.${kind}`)} </span>}
                {text}
              </span>
              {'\n'}
            </Fragment>
          ),
      )}
    </pre>
  )
}

const One = ({ field, before, after }: Change) => {
  const [was, is] = [linesOf(before), linesOf(after)]
  if (was.length <= 1 && is.length <= 1)
    return (
      <p>
        <code>{field}</code>: {was[0] ?? '–'} → {is[0] ?? '–'}
      </p>
    )
  return (
    <div>
      <code>{field}</code>
      <Diff lines={diffLines(was, is)} />
    </div>
  )
}

export const Changes = ({ changes }: { changes: readonly Change[] }) =>
  changes.map((change) => <One key={change.field} {...change} />)
