// How a person can be reached: one line for each phone, address or account. The rules of each channel are said before they
// are broken.

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { useTranslations } from 'use-intl'
import type { Connection } from '#contract/connections'
import type { User, UserInput } from '#contract/users'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { choicesQuery, useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { isKind, kinds } from '../connection/kinds.ts'
import { moved } from '../policy/draft.ts'

export type Method = UserInput['contactMethods'][number]

type Saved = User['contactMethods'][number]

/** What of a method somebody entered; the rest the server knows. */
export const entered = ({
  id: _id,
  optedOutAt: _optedOutAt,
  goneAt: _goneAt,
  verification: _verification,
  ...rest
}: Saved): Method => rest

/** Those whose addresses are entered; a browser registers itself. */
const reachable = ['phone', 'sms', 'mail', 'slack', 'teams', 'lineworks', 'webhook', 'light', 'command'] as const
const inputs = { phone: 'tel', sms: 'tel', mail: 'email' } as const

/** Of several connections of a channel, the one this method is reached by. */
const ThroughWhich = ({ method: { channel, connection }, index, set }: Pick<Line, 'method' | 'index' | 'set'>) => {
  const t = useTranslations('person')
  const may = useMay()
  const isChosen = channel !== 'phone' && channel !== 'push'
  const { data } = useQuery({
    ...choicesQuery<Connection>('/v1/connections'),
    enabled: isChosen && may('connections:read'),
  })
  const fitting = (data?.items ?? []).filter(({ kind }) => isKind(kind) && kinds[kind].channel === channel)
  if (!isChosen || fitting.length < 2) return null
  return (
    <Choice
      name={`contactMethods.${index}.connection`}
      label={t('connection')}
      value={connection ?? ''}
      onChange={(value) => set({ connection: value === '' ? undefined : value })}
      options={[
        { value: '', label: t('firstConnection') },
        ...fitting.map(({ key, name }) => ({ value: key, label: name })),
      ]}
    />
  )
}

const waitIn = (text: string): Pick<Method, 'waitMinutes'> => ({ waitMinutes: text === '' ? undefined : Number(text) })

const One = ({ method, index, last, set, up, remove }: Line) => {
  const t = useTranslations()
  const { channel } = method
  const known = (reachable as readonly string[]).includes(channel)
  const options = [...reachable, ...(known ? [] : [channel])].map((one) => ({ value: one, label: t(`channel.${one}`) }))
  return (
    <fieldset className="method">
      <legend className="hidden">{t('person.method', { number: index + 1 })}</legend>
      <Choice
        name={`contactMethods.${index}.channel`}
        label={t('person.channel')}
        value={channel}
        onChange={(value) => set({ channel: value as Method['channel'], connection: undefined })}
        options={options}
      />
      {channel === 'push' ? (
        <p className="aside">{t('person.browser')}</p>
      ) : (
        <Field
          name={`contactMethods.${index}.address`}
          label={t('person.address')}
          kind={channel in inputs ? inputs[channel as keyof typeof inputs] : 'text'}
          value={method.address}
          onChange={(address) => set({ address })}
          hint={known ? t(`address.${channel as (typeof reachable)[number]}`) : undefined}
        />
      )}
      <Field
        name={`contactMethods.${index}.label`}
        label={t('person.label')}
        value={method.label}
        onChange={(label) => set({ label })}
        hint={t('person.labelHint')}
      />
      <ThroughWhich method={method} index={index} set={set} />
      <Tick label={t('person.default')} value={method.default} onChange={(value) => set({ default: value })} />
      {method.default && !last && (
        <Field
          name={`contactMethods.${index}.waitMinutes`}
          label={t('person.waitMinutes')}
          hint={t('person.waitHint')}
          kind="number"
          value={method.waitMinutes === undefined ? '' : String(method.waitMinutes)}
          onChange={(text) => set(waitIn(text))}
        />
      )}
      {index > 0 && (
        <Button variant="default" onClick={up} aria-label={t('person.methodUp', { number: index + 1 })}>
          ↑
        </Button>
      )}
      <Button variant="default" onClick={remove} aria-label={t('person.removeMethod', { number: index + 1 })}>
        {t('form.remove')}
      </Button>
    </fieldset>
  )
}

type Line = {
  readonly method: Method
  readonly index: number
  readonly last: boolean
  readonly set: (patch: Partial<Method>) => void
  readonly up: () => void
  readonly remove: () => void
}
type Props = {
  readonly methods: readonly Method[]
  readonly onChange: (methods: Method[]) => void
  /** There are others, which are not entered here. */
  readonly others?: boolean
}

export const Methods = ({ methods, onChange, others = false }: Props) => {
  const t = useTranslations('person')
  const replaced = (index: number, patch: Partial<Method>) =>
    methods.map((one, place) => (place === index ? { ...one, ...patch } : one))
  /** Labels stand once per channel, so a second phone has another from the beginning. */
  const add = () => {
    const taken = new Set(methods.map((one) => one.label))
    const free = ['default', ...methods.map((_one, index) => String(index + 2))].find((label) => !taken.has(label))
    onChange([...methods, { channel: 'phone', label: free ?? 'default', address: '', default: methods.length === 0 }])
  }
  return (
    <section>
      <h2>{t('methods')}</h2>
      {methods.map((method, index) => (
        <One
          key={index}
          method={method}
          index={index}
          last={index === methods.length - 1}
          set={(patch) => onChange(replaced(index, patch))}
          up={() => onChange(moved(methods, index, index - 1))}
          remove={() => onChange(methods.filter((_one, place) => place !== index))}
        />
      ))}
      {methods.length === 0 && !others && <p className="aside">{t('noMethods')}</p>}
      <Button variant="default" onClick={add}>
        {t('addMethod')}
      </Button>
    </section>
  )
}

/** Numbers whose owners want no SMS, and browsers that receive nothing any more: what is sent there would be refused. */
export const OptedOut = ({ user }: { user: User | null }) => {
  const t = useTranslations('person')
  const { at } = useTimes()
  return user?.contactMethods.map(({ id, address, label, optedOutAt, goneAt }) => (
    <Fragment key={id}>
      {optedOutAt !== undefined && (
        <p>
          ⚠ {address}: {t('optedOut', { since: at(optedOutAt) })}
        </p>
      )}
      {goneAt !== undefined && (
        <p>
          ⚠ {label}: {t('gone', { since: at(goneAt) })}
        </p>
      )}
    </Fragment>
  ))
}
