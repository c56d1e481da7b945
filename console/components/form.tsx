// Forms: fields that know what the server says about them by their name, words for what it says about none of them, and a
// guard over what is not saved yet. Nothing typed is lost by a refusal, or by a session that ended meanwhile.

import { Button, Checkbox, Group, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import {
  type ClipboardEvent,
  createContext,
  type FormEvent,
  type ReactNode,
  type Ref,
  use,
  useEffect,
  useRef,
  useState,
} from 'react'
import { useTranslations } from 'use-intl'
import { SavedAsDraft } from '../data/api.ts'
import { meant } from '../data/pasted.ts'
import { Problems, tellersIn, useProblem, useProblems } from './problem.ts'
import { Said } from './said.tsx'

/** Whether what stands in the form is kept as a draft. */
const Kept = createContext(false)

/** The first field that is wrong is gone to, wherever it is folded away; being there already, it is told anew. */
const goToWrong = (form: HTMLFormElement | null): void => {
  const first = form?.querySelector<HTMLElement>('[aria-invalid=true]:not(:disabled)')
  for (let fold = first?.closest('details'); fold != null; fold = fold.parentElement?.closest('details'))
    fold.open = true
  if (first === document.activeElement) first?.blur()
  first?.focus()
}

type FormProps = {
  readonly error: Error | null
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void
  readonly children: ReactNode
}

export const Form = ({ error, onSubmit, children }: FormProps) => {
  const t = useTranslations('form')
  const ref = useRef<HTMLFormElement>(null)
  const problems = useProblems(error)
  const wrong = tellersIn(problems)
  const [kept, setKept] = useState(false)
  useEffect(() => setKept(error instanceof SavedAsDraft), [error])
  useEffect(() => {
    if (wrong > 0) goToWrong(ref.current)
  }, [error, wrong > 0])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    event.stopPropagation()
    onSubmit(event)
  }
  return (
    <form ref={ref} className="form" onSubmit={submit} onChange={() => setKept(false)} noValidate>
      {wrong > 0 && (
        <p className="hidden" role="alert">
          {t('wrong', { count: wrong })}
        </p>
      )}
      <Kept value={kept}>
        <Problems value={problems}>{children}</Problems>
      </Kept>
    </form>
  )
}

type FieldProps = {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: ReactNode
  readonly kind?:
    | 'text'
    | 'password'
    | 'email'
    | 'tel'
    | 'url'
    | 'number'
    | 'date'
    | 'month'
    | 'datetime-local'
    | 'time'
  readonly lines?: number
  readonly required?: boolean
  readonly disabled?: boolean
  readonly placeholder?: string
  readonly list?: string
  readonly autoFocus?: boolean
  readonly ref?: Ref<HTMLInputElement>
}

/** Puts in what is meant by what is pasted, as if it were typed: it can be undone. */
export const pasteInto =
  (kind: string) =>
  (event: ClipboardEvent<HTMLInputElement>): void => {
    const text = event.clipboardData.getData('text/plain')
    const clean = meant(text, kind)
    if (kind === 'password' || clean === text) return
    event.preventDefault()
    document.execCommand('insertText', false, clean)
  }

export const Field = ({ lines, kind = 'text', hint, onChange, ...rest }: FieldProps) => {
  const error = useProblem(rest.name)
  const common = { ...rest, description: hint, error, withAsterisk: false, autoComplete: 'off' }
  const changed = ({ currentTarget }: { currentTarget: { value: string } }) => onChange(currentTarget.value)
  if (lines === undefined) return <TextInput {...common} type={kind} onChange={changed} onPaste={pasteInto(kind)} />
  const { ref: _ref, list: _list, ...area } = common
  return <Textarea {...area} rows={lines} onChange={changed} />
}

type NamedProps = {
  readonly label: string
  readonly draft: { readonly name: string; readonly key: string }
  readonly set: (patch: { readonly name?: string; readonly key?: string }) => void
  readonly disabled: boolean
}

/** What everything has: what people call it, and what programs do. */
export const NameAndKey = ({ label, draft, set, disabled }: NamedProps) => {
  const t = useTranslations('form')
  return (
    <>
      <Field name="name" label={label} value={draft.name} onChange={(name) => set({ name })} disabled={disabled} />
      <Field
        name="key"
        label={t('key')}
        hint={t('keyHint')}
        value={draft.key}
        onChange={(key) => set({ key })}
        disabled={disabled}
      />
    </>
  )
}

export type Option = { readonly value: string; readonly label: string }
type ChoiceProps = {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly Option[]
  readonly hint?: ReactNode
  readonly disabled?: boolean
}

/** The platform's own list: the quickest on a phone, and every screen reader knows it. */
export const Choice = ({ options, hint, onChange, ...rest }: ChoiceProps) => (
  <NativeSelect
    {...rest}
    description={hint}
    error={useProblem(rest.name)}
    data={[...options]}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
)

type SwitchProps = {
  readonly label: ReactNode
  readonly value: boolean
  readonly onChange: (value: boolean) => void
  readonly hint?: string
  readonly disabled?: boolean
}

export const Tick = ({ value, hint, onChange, ...rest }: SwitchProps) => (
  <Checkbox
    {...rest}
    color="ink"
    checked={value}
    description={hint}
    onChange={({ currentTarget }) => onChange(currentTarget.checked)}
  />
)

type SaveProps = {
  readonly error: Error | null
  readonly busy: boolean
  readonly label?: string
  readonly disabled?: boolean
  readonly children?: ReactNode
}

/** What no field shows of a refusal stands here. */
export const Save = ({ error, busy, label, disabled = false, children }: SaveProps) => {
  const t = useTranslations('form')
  return (
    <>
      <Said error={error} />
      <Group>
        <Button type="submit" color="ink" size="md" loading={busy} disabled={disabled}>
          {label ?? t('save')}
        </Button>
        {children}
      </Group>
    </>
  )
}

/** Asks before what is not saved would be lost: within the page by a bar of ours, beyond it by the browser's own question. */
export const Guard = ({ when: dirty }: { when: boolean }) => {
  const t = useTranslations('form')
  const when = !use(Kept) && dirty
  const blocker = useBlocker({ shouldBlockFn: () => when, enableBeforeUnload: when, withResolver: true })
  if (blocker.status !== 'blocked') return null
  return (
    <div className="guard" role="alertdialog" aria-label={t('unsaved')}>
      <p>{t('unsaved')}</p>
      <Group>
        <Button color="ink" autoFocus onClick={blocker.reset}>
          {t('stay')}
        </Button>
        <Button variant="default" onClick={blocker.proceed}>
          {t('leave')}
        </Button>
      </Group>
    </div>
  )
}
