// The steps of a policy in their order, each as a sentence whose words can be changed in place. Moved by dragging, or by the
// arrows beside each.

import { type DragEvent, memo, useCallback, useLayoutEffect, useMemo, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { channels } from '#contract/limits'
import type { Finding } from '../../data/finding.ts'
import { type Destination, destinationOf, joined, moved, refOf, replaced, type Step, without } from './draft.ts'
import { type Near, useNear, useNearness } from './near.ts'
import { DRAGGED, type Somebody } from './people.tsx'
import { Word } from './word.tsx'

type Channel = NonNullable<Destination['channel']>

const OWN = 'own'

type Dragged = { readonly ref?: string; readonly step?: number }

const draggedIn = ({ dataTransfer }: DragEvent): Dragged | null => {
  const text = dataTransfer.getData(DRAGGED)
  return text === '' ? null : (JSON.parse(text) as Dragged)
}

/** Changed to another channel, or to somebody's own order, which names the channels itself. */
const reachedBy = (destination: Destination, value: string): Destination => {
  const { channel: _channel, methods, methodLabel, ...rest } = destination
  if (value === OWN) return { ...rest, methods: OWN }
  const kept = methods === undefined || methods === OWN ? {} : { methods }
  return { ...rest, ...kept, ...(methodLabel === undefined ? {} : { methodLabel }), channel: value as Channel }
}

type Change = (next: (steps: readonly Step[]) => readonly Step[]) => void

const nameOf = (destination: Destination, everybody: readonly Somebody[]): string =>
  everybody.find(({ ref }) => ref === refOf(destination))?.name ?? refOf(destination)

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
  const people = useMemo(() => everybody.map((one) => ({ value: one.ref, label: one.name })), [everybody])
  const { channel = 'phone', schedule, methods } = destination
  const isOwn = methods === OWN
  const byChannel = (schedule === undefined ? channels : (['phone'] as const)).map((value) => ({
    value: value as string,
    label: t(`channel.${value}`),
  }))
  const change = (next: string) => {
    const {
      user: _user,
      group: _group,
      schedule: _schedule,
      position: _position,
      inTurn: _inTurn,
      ...rest
    } = destination
    const { methods: _methods, ...onDuty } = rest
    set({ ...destinationOf(next), ...(next.startsWith('schedule:') ? onDuty : rest) })
  }
  return (
    <>
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
            value={isOwn ? OWN : channel}
            options={schedule === undefined ? [...byChannel, { value: OWN, label: t('policy.ownOrder') }] : byChannel}
            onChange={(value) => set(reachedBy(destination, value))}
          />
        ),
      })}{' '}
      {known?.addresses !== undefined && !isOwn && <span className="aside">{known.addresses[channel]}</span>}{' '}
      {!only && (
        <button type="button" className="quiet" onClick={remove}>
          {t('form.remove')}
        </button>
      )}
    </>
  )
}

type MemberProps = {
  readonly destination: Destination
  readonly everybody: readonly Somebody[]
  readonly only: boolean
  /** Where it stands: in which step, and at which place of it. */
  readonly index: number
  readonly place: number
  readonly change: Change
  readonly near: Near | null
}

const MEMBER_HEIGHT_PX = 40

/** One destination of a step, of which there may be hundreds too. */
const Member = memo(({ near, index, place, change, ...props }: MemberProps) => {
  const { ref, isNear, height } = useNear(near, MEMBER_HEIGHT_PX)
  const inStep = (next: (destinations: readonly Destination[]) => Destination[]) =>
    change((steps) =>
      steps.map((step, at) => (at === index ? { ...step, destinations: next(step.destinations) } : step)),
    )
  return (
    <li ref={ref} style={isNear ? undefined : { minBlockSize: height }}>
      {isNear ? (
        <Who
          {...props}
          set={(next) => inStep((all) => replaced(all, place, next))}
          remove={() => inStep((all) => without(all, place))}
        />
      ) : (
        <span>{nameOf(props.destination, props.everybody)}</span>
      )}
    </li>
  )
})

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
    // By its place in the list: what is far away has no arrows.
    const arrows = document.querySelector('.steps')?.children[step]?.querySelectorAll('.moving button') ?? []
    const [pressed, other] = [arrows[arrow], arrows[1 - arrow]] as (HTMLButtonElement | undefined)[]
    const target = pressed?.disabled === true ? other : pressed
    target?.focus()
  })

type OneProps = {
  readonly step: Step
  readonly index: number
  readonly last: boolean
  readonly everybody: readonly Somebody[]
  readonly findings: readonly Finding[]
  readonly change: Change
  /** Tells what is near; null: all of it. */
  readonly near: Near | null
}

const Whole = ({ step, index, last, everybody, findings, change, near }: OneProps) => {
  const t = useTranslations('policy')
  const set = (next: Step) => change((steps) => replaced(steps, index, next))
  const move = (to: number) => {
    change((steps) => moved(steps, index, to))
    follow(to, to < index ? 0 : 1)
  }
  const number = index + 1
  return (
    <>
      <div className="number" aria-hidden="true">
        {number}
      </div>
      <div className="sentence">
        <ul aria-label={t('step', { number })}>
          {step.destinations.map((destination, place) => (
            <Member
              key={place}
              destination={destination}
              everybody={everybody}
              only={step.destinations.length === 1}
              index={index}
              place={place}
              change={change}
              near={near}
            />
          ))}
        </ul>
        {!last && <Wait step={step} set={set} />}
        {findings.map(({ code, message }) => (
          <p key={`${code} ${message}`} className="finding">
            ⚠ {message}
          </p>
        ))}
      </div>
      <Moving
        number={number}
        count={last ? number : number + 1}
        move={move}
        remove={() => change((steps) => without(steps, index))}
      />
    </>
  )
}

/** What is far from what is seen: who it is, and nothing that could be changed. */
const Brief = ({ step, index, everybody }: Pick<OneProps, 'step' | 'index' | 'everybody'>) => (
  <>
    <div className="number">{index + 1}</div>
    <div className="sentence">{step.destinations.map((destination) => nameOf(destination, everybody)).join(', ')}</div>
  </>
)

const STEP_HEIGHT_PX = 120

/** Drawn again only where something about it changed, and whole only where it may be seen: there may be hundreds. */
const One = memo((props: OneProps) => {
  const { index, change, near } = props
  const { ref, isNear, height } = useNear(near, STEP_HEIGHT_PX)
  const drop = (event: DragEvent) => {
    const dragged = draggedIn(event)
    if (dragged === null) return
    event.preventDefault()
    event.stopPropagation()
    const { step: from, ref } = dragged
    if (from !== undefined) change((steps) => moved(steps, from, index))
    if (ref !== undefined) change((steps) => joined(steps, index, destinationOf(ref)))
  }
  return (
    <li
      ref={ref}
      className="step"
      style={isNear ? undefined : { minBlockSize: height }}
      draggable
      onDragStart={({ dataTransfer }) => dataTransfer.setData(DRAGGED, JSON.stringify({ step: index }))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      {isNear ? <Whole {...props} /> : <Brief {...props} />}
    </li>
  )
})

type Props = {
  readonly steps: readonly Step[]
  readonly everybody: readonly Somebody[]
  readonly findings: readonly Finding[]
  readonly onChange: (steps: Step[]) => void
}

const END = -1
/** So many destinations are drawn whole, wherever they stand. */
const DRAWN_WHOLE = 40
const noFindings: readonly Finding[] = []

/** The same function for as long as the editor is there, which changes the steps as they are when it is called. */
const useChanging = ({ steps, onChange }: Pick<Props, 'steps' | 'onChange'>): Change => {
  const now = useRef({ steps, onChange })
  useLayoutEffect(() => {
    now.current = { steps, onChange }
  })
  return useCallback((next) => now.current.onChange([...next(now.current.steps)]), [])
}

const byStep = (findings: readonly Finding[]): ReadonlyMap<number, readonly Finding[]> => {
  const found = new Map<number, Finding[]>()
  for (const one of findings) if (one.step !== null) found.set(one.step, [...(found.get(one.step) ?? []), one])
  return found
}

export const Steps = ({ steps, everybody, findings, onChange }: Props) => {
  const t = useTranslations('policy')
  const change = useChanging({ steps, onChange })
  const found = useMemo(() => byStep(findings), [findings])
  const near = useNearness(steps.flatMap(({ destinations }) => destinations).length > DRAWN_WHOLE)
  const drop = (event: DragEvent) => {
    const ref = draggedIn(event)?.ref
    if (ref === undefined) return
    event.preventDefault()
    change((now) => joined(now, END, destinationOf(ref)))
  }
  return (
    <section aria-labelledby="steps" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <h2 id="steps">{t('steps')}</h2>
      {steps.length === 0 && <p className="calm">{t('noSteps')}</p>}
      <ol className="steps">
        {steps.map((step, index) => (
          <One
            key={index}
            near={near}
            step={step}
            index={index}
            last={index === steps.length - 1}
            everybody={everybody}
            findings={found.get(index + 1) ?? noFindings}
            change={change}
          />
        ))}
      </ol>
    </section>
  )
}
