// What a source that is a mailbox does with mails: whose are taken, and the first rule that fits decides.

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { mailActions } from '#contract/limits'
import type { Policy } from '#contract/policies'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { choicesQuery } from '../../data/queries.ts'
import { blankMailRule, type MailRuleDraft, type SourceDraft } from './draft.ts'

type OneProps = {
  readonly rule: MailRuleDraft
  readonly index: number
  readonly set: (patch: Partial<MailRuleDraft>) => void
  readonly remove: () => void
  readonly disabled: boolean
}

const One = ({ rule, index, set, remove, disabled }: OneProps) => {
  const t = useTranslations('mailRule')
  const says = useTranslations()
  const { data } = useQuery(choicesQuery<Policy>('/v1/policies'))
  const name = (part: string) => `mail.rules.${index}.${part}`
  return (
    <fieldset className="pairs">
      <legend>{t('rule', { number: index + 1 })}</legend>
      {(['from', 'subject', 'body'] as const).map((part) => (
        <Field
          key={part}
          name={name(part)}
          label={t(part)}
          lines={2}
          value={rule[part]}
          onChange={(text) => set({ [part]: text })}
          disabled={disabled}
        />
      ))}
      <Field
        name={name('extract')}
        label={t('extract')}
        hint={t('extractHint')}
        lines={2}
        value={rule.extract}
        onChange={(extract) => set({ extract })}
        disabled={disabled}
      />
      <Choice
        name={name('does')}
        label={t('does')}
        value={rule.does}
        onChange={(does) =>
          set({ does: does as MailRuleDraft['does'], policy: rule.policy || (data?.items[0]?.key ?? '') })
        }
        options={mailActions.map((value) => ({ value, label: says(`mailDoes.${value}`) }))}
        disabled={disabled}
      />
      {rule.does === 'callout' && (
        <SoughtChoice<Policy>
          path="/v1/policies"
          name={name('policy')}
          label={t('policy')}
          value={rule.policy}
          onChange={(policy) => set({ policy })}
          none="–"
          disabled={disabled}
        />
      )}
      {!disabled && (
        <Button variant="default" className="apart" onClick={remove}>
          {t('remove', { number: index + 1 })}
        </Button>
      )}
    </fieldset>
  )
}

type Props = {
  readonly draft: SourceDraft
  readonly set: (patch: Partial<SourceDraft>) => void
  readonly disabled: boolean
}

export const MailRules = ({ draft: { senders, authServer, onlyPassing, mailRules }, set, disabled }: Props) => {
  const t = useTranslations('mailRule')
  const replaced = (index: number, patch: Partial<MailRuleDraft>) =>
    mailRules.map((one, place) => (place === index ? { ...one, ...patch } : one))
  return (
    <section>
      <h2>{t('title')}</h2>
      <p className="aside">{t('patterns')}</p>
      <Field
        name="mail.senders"
        label={t('senders')}
        hint={t('sendersHint')}
        lines={2}
        value={senders}
        onChange={(text) => set({ senders: text })}
        disabled={disabled}
      />
      <Field
        name="mail.authServer"
        label={t('authServer')}
        hint={t('authServerHint')}
        value={authServer}
        onChange={(text) => set({ authServer: text })}
        disabled={disabled}
      />
      <Tick
        label={t('onlyPassing')}
        value={onlyPassing}
        onChange={(chosen) => set({ onlyPassing: chosen })}
        disabled={disabled}
      />
      {mailRules.map((rule, index) => (
        <One
          key={index}
          rule={rule}
          index={index}
          set={(patch) => set({ mailRules: replaced(index, patch) })}
          remove={() => set({ mailRules: mailRules.filter((_one, place) => place !== index) })}
          disabled={disabled}
        />
      ))}
      {mailRules.length === 0 && <p className="aside">{t('none')}</p>}
      {!disabled && (
        <Button variant="default" onClick={() => set({ mailRules: [...mailRules, blankMailRule] })}>
          {t('add')}
        </Button>
      )}
    </section>
  )
}
