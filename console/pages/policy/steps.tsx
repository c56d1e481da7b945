// The steps of a policy in their order, each as a sentence whose words can be changed in place. Moved by dragging, or by the
// arrows beside each.

import type { DragEvent } from 'react'
import { useTranslations } from 'use-intl'
import { channels } from '#contract/limits'
import type { Finding } from '../../data/finding.ts'
import { type Destination, destinationOf, joined, moved, refOf, replaced, type Step, without } from './draft.ts'
import { DRAGGED, type Somebody } from './people.tsx'
import { Word } from './word.tsx'

const reachable = channels.filter((one) => ['phone', 'sms', 'mail', 'slack', 'teams', 'webhook'].includes(one))

type Dragged = { readonly ref?: string; readonly step?: number }

const draggedIn = ({ dataTransfer }: DragEvent): Dragged | null => {
  const text = dataTransfer.getData(DRAGGED)
  return text === '' ? null : (JSON.parse(text) as Dragged)
}

type WhoProps = {
  readonly destination: Destination
  readonly everybody: readonly Somebody[]
  readonly only: boolean
  readonly set: (destination: Destination) => void
  readonly remove: () => void
}

export const Who = ({ destination, everybody, only, set, remove }: WhoProps) => {
  const t = useTranslations()
  const ref = refOf(destination)
  const known = everybody.find((one) => one.ref === ref)
  const people = everybody.map((one) => ({ value: one.ref, label: one.name }))
  const { channel = 'phone', schedule } = destination
  const change = (next: string) => {
    const {
      user: _user,
      group: _group,
      schedule: _schedule,
      position: _position,
      inTurn: _inTurn,
      ...rest
    } = destination
    set({ ...destinationOf(next), ...rest })
  }
  return (
    <li>
      {t.rich('policy.call', {
        who: () => (
          <Word
            label={t('policy.who')}
            value={ref}
            options={known !== undefined ? people : [{ value: ref, label: ref.replace(/^\w+:/, '') }, ...people]}
            onChange={change}
          />
        ),
        by: () => (
          <Word
            label={t('policy.by')}
            value={channel}
            options={(schedule === undefined ? reachable : (['phone'] as const)).map((value) => ({
              value,
              label: t(`channel.${value}`),
            }))}
            onChange={(value) => set({ ...destination, channel: value as Destination['channel'] })}
          />
        ),
      })}{' '}
      {known?.addresses !== undefined && <span className="aside">{known.addresses[channel]}</span>}{' '}
      {!only && (
        <button type="button" className="quiet" onClick={remove}>
          {t('form.remove')}
        </button>
      )}
    </li>
  )
}

const Wait = ({ step, set }: { step: Step; set: (step: Step) => void }) => {
  const t = useTranslations('policy')
  const { waitSeconds, ...rest } = step
  return (
    <p>
      {t.rich('wait', {
        seconds: () => (
          <Word
            label={t('waitSeconds')}
            kind="number"
            value={waitSeconds === undefined ? '' : String(waitSeconds)}
            onChange={(value) => set(value === '' ? rest : { ...rest, waitSeconds: Number(value) })}
          />
        ),
      })}
    </p>
  )
}

type MovingProps = {
  readonly number: number
  readonly count: number
  readonly move: (to: number) => void
  readonly remove: () => void
}

export const Moving = ({ number, count, move, remove }: MovingProps) => {
  const t = useTranslations('policy')
  return (
    <div className="moving">
      <button type="button" aria-label={t('up', { number })} disabled={number === 1} onClick={() => move(number - 2)}>
        ↑
      </button>
      <button type="button" aria-label={t('down', { number })} disabled={number === count} onClick={() => move(number)}>
        ↓
      </button>
      <button type="button" aria-label={t('removeStep', { number })} onClick={remove}>
        ×
      </button>
    </div>
  )
}

/** The focus goes along with what was moved: on the arrow that moved it, or the other where it can go no further. */
const follow = (step: number, arrow: 0 | 1): void =>
  void requestAnimationFrame(() => {
    const arrows = document.querySelectorAll('.moving')[step]?.querySelectorAll('button') ?? []
    const pressed = arrows[arrow]
    const other = pressed?.disabled === true ? arrows[1 - arrow] : pressed
    other?.focus()
  })

type OneProps = {
  readonly steps: readonly Step[]
  readonly index: number
  readonly everybody: readonly Somebody[]
  readonly findings: readonly Finding[]
  readonly onChange: (steps: Step[]) => void
}

const One = ({ steps, index, everybody, findings, onChange }: OneProps) => {
  const t = useTranslations('policy')
  const step = steps[index]
  if (step === undefined) return null
  const set = (next: Step) => onChange(replaced(steps, index, next))
  const move = (to: number) => {
    onChange(moved(steps, index, to))
    follow(to, to < index ? 0 : 1)
  }
  const drop = (event: DragEvent) => {
    const dragged = draggedIn(event)
    if (dragged === null) return
    event.preventDefault()
    event.stopPropagation()
    if (dragged.step !== undefined) onChange(moved(steps, dragged.step, index))
    if (dragged.ref !== undefined) onChange(joined(steps, index, destinationOf(dragged.ref)))
  }
  const number = index + 1
  return (
    <li
      className="step"
      draggable
      onDragStart={({ dataTransfer }) => dataTransfer.setData(DRAGGED, JSON.stringify({ step: index }))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <div className="number" aria-hidden="true">
        {number}
      </div>
      <div className="sentence">
        <ul aria-label={t('step', { number })}>
          {step.destinations.map((destination, place) => (
            <Who
              key={place}
              destination={destination}
              everybody={everybody}
              only={step.destinations.length === 1}
              set={(next) => set({ ...step, destinations: replaced(step.destinations, place, next) })}
              remove={() => set({ ...step, destinations: without(step.destinations, place) })}
            />
          ))}
        </ul>
        {number < steps.length && <Wait step={step} set={set} />}
        {findings.map(({ code, message }) => (
          <p key={`${code} ${message}`} className="finding">
            ⚠ {message}
          </p>
        ))}
      </div>
      <Moving number={number} count={steps.length} move={move} remove={() => onChange(without(steps, index))} />
    </li>
  )
}

type Props = Omit<OneProps, 'index'>

const END = -1

export const Steps = ({ steps, everybody, findings, onChange }: Props) => {
  const t = useTranslations('policy')
  const drop = (event: DragEvent) => {
    const ref = draggedIn(event)?.ref
    if (ref === undefined) return
    event.preventDefault()
    onChange(joined(steps, END, destinationOf(ref)))
  }
  return (
    <section aria-labelledby="steps" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <h2 id="steps">{t('steps')}</h2>
      {steps.length === 0 && <p className="calm">{t('noSteps')}</p>}
      <ol className="steps">
        {steps.map((_step, index) => (
          <One
            key={index}
            index={index}
            steps={steps}
            everybody={everybody}
            findings={findings.filter((one) => one.step === index + 1)}
            onChange={onChange}
          />
        ))}
      </ol>
    </section>
  )
}
