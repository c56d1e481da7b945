// The option items (オプション項目) of a project’s incidents: its own fields, in the order in which they stand on the page.

import { Button } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { Choice, Field } from '../../components/form.tsx'
import { hasChoices, type Kind, kinds, type OptionDraft } from './incident-draft.ts'

type Props = {
  readonly options: readonly OptionDraft[]
  readonly onChange: (options: readonly OptionDraft[]) => void
  readonly disabled: boolean
}

type OneProps = {
  readonly one: OptionDraft
  readonly index: number
  readonly set: (patch: Partial<OptionDraft>) => void
  readonly disabled: boolean
}

const Fields = ({ one, index, set, disabled }: OneProps) => {
  const t = useTranslations('optionItems')
  const all = useTranslations()
  const common = { disabled }
  return (
    <>
      <Field
        {...common}
        name={`options.${index}.label`}
        label={t('label')}
        value={one.label}
        onChange={(label) => set({ label })}
      />
      <Field
        {...common}
        name={`options.${index}.key`}
        label={t('key')}
        hint={t('keyHint')}
        value={one.key}
        onChange={(key) => set({ key })}
      />
      <Choice
        {...common}
        name={`options.${index}.kind`}
        label={t('kind')}
        value={one.kind}
        onChange={(kind) => set({ kind: kind as Kind })}
        options={kinds.map((value) => ({ value, label: all(`optionItems.${value}`) }))}
      />
      {hasChoices(one.kind) && (
        <Field
          {...common}
          name={`options.${index}.choices`}
          label={t('choices')}
          hint={t('choicesHint')}
          lines={4}
          value={one.choices}
          onChange={(choices) => set({ choices })}
        />
      )}
    </>
  )
}

type MovingProps = {
  readonly name: string
  readonly index: number
  readonly count: number
  readonly onMove: (to: number) => void
  readonly onRemove: () => void
}

const Moving = ({ name, index, count, onMove, onRemove }: MovingProps) => {
  const t = useTranslations('optionItems')
  return (
    <span className="moving">
      <button type="button" aria-label={t('up', { name })} disabled={index === 0} onClick={() => onMove(index - 1)}>
        ↑
      </button>
      <button
        type="button"
        aria-label={t('down', { name })}
        disabled={index === count - 1}
        onClick={() => onMove(index + 1)}
      >
        ↓
      </button>
      <button type="button" aria-label={t('remove', { name })} onClick={onRemove}>
        ×
      </button>
    </span>
  )
}

export const OptionItems = ({ options, onChange, disabled }: Props) => {
  const t = useTranslations('optionItems')
  const move = (from: number, to: number) => {
    const [one] = options.slice(from, from + 1)
    if (one !== undefined) onChange(options.toSpliced(from, 1).toSpliced(to, 0, one))
  }
  const set = (index: number) => (patch: Partial<OptionDraft>) =>
    onChange(options.map((one, place) => (place === index ? { ...one, ...patch } : one)))
  const add = () => {
    const id = Math.max(-1, ...options.map((one) => one.id)) + 1
    onChange([...options, { id, key: '', label: '', kind: 'text', choices: '' }])
  }
  return (
    <section>
      <h2>{t('title')}</h2>
      <p className="aside">{t(options.length === 0 ? 'none' : 'hint')}</p>
      {options.map((one, index) => (
        <fieldset key={one.id} className="optionItem">
          <legend>{one.label === '' ? t('unnamed', { number: index + 1 }) : one.label}</legend>
          <Fields one={one} index={index} set={set(index)} disabled={disabled} />
          {!disabled && (
            <Moving
              name={one.label === '' ? t('unnamed', { number: index + 1 }) : one.label}
              index={index}
              count={options.length}
              onMove={(to) => move(index, to)}
              onRemove={() => onChange(options.toSpliced(index, 1))}
            />
          )}
        </fieldset>
      ))}
      {!disabled && (
        <Button variant="default" onClick={add}>
          {t('add')}
        </Button>
      )}
    </section>
  )
}
