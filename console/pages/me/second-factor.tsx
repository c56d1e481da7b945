// The second factor of one's own account: setting it up with an authenticator, its recovery codes, taking it away.

import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { FactorState, NewFactor, RecoveryCodes } from '#contract/second-factor'
import { Field, Form, Save } from '../../components/form.tsx'
import { Qr } from '../../components/qr.tsx'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { oneQuery } from '../../data/queries.ts'

const path = '/v1/session/second-factor'

type OneProps = {
  readonly name: 'password' | 'code'
  readonly label: string
  readonly submit: string
  readonly busy: boolean
  readonly error: Error | null
  readonly onGiven: (value: string) => void
}

/** One thing is asked for, and done something with. */
const One = ({ name, label, submit, busy, error, onGiven }: OneProps) => {
  const [value, setValue] = useState('')
  return (
    <Form error={error} onSubmit={() => onGiven(value)}>
      <Field
        name={name}
        label={label}
        value={value}
        kind={name === 'password' ? 'password' : 'text'}
        onChange={setValue}
      />
      <Save error={error} busy={busy} label={submit} disabled={value === ''} />
    </Form>
  )
}

const Codes = ({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) => {
  const t = useTranslations('factor')
  return (
    <>
      <Text>{t('codes')}</Text>
      <ul className="plain codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Group>
        <Button color="ink" onClick={onKept}>
          {t('kept')}
        </Button>
      </Group>
    </>
  )
}

const SettingUp = ({ onDone }: { onDone: (codes: readonly string[]) => void }) => {
  const t = useTranslations('factor')
  const begin = useMutation({
    mutationKey: ['session'],
    mutationFn: (password: string) => ask<NewFactor>(path, { method: 'POST', body: { password } }),
  })
  const confirm = useMutation({
    mutationKey: ['session'],
    mutationFn: (code: string) => ask<RecoveryCodes>(`${path}/confirm`, { method: 'POST', body: { code } }),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  })
  if (begin.data === undefined) {
    const { error, isPending, mutate } = begin
    return (
      <One name="password" label={t('password')} submit={t('begin')} busy={isPending} error={error} onGiven={mutate} />
    )
  }
  const { error, isPending, mutate } = confirm
  return (
    <>
      <Text>{t('scan')}</Text>
      <Qr text={begin.data.uri} label={t('picture')} />
      <Text>
        {t('byHand')} <code>{begin.data.secret}</code>
      </Text>
      <One name="code" label={t('code')} submit={t('confirm')} busy={isPending} error={error} onGiven={mutate} />
    </>
  )
}

type OnProps = { readonly state: FactorState; readonly onCodes: (codes: readonly string[]) => void }

const On = ({ state, onCodes }: OnProps) => {
  const t = useTranslations('factor')
  const client = useQueryClient()
  const [wish, setWish] = useState<'codes' | 'remove' | null>(null)
  const act = useMutation({
    mutationKey: ['session'],
    mutationFn: async (code: string) => {
      const body = { method: 'POST', body: { code } }
      if (wish === 'codes') onCodes((await ask<RecoveryCodes>(`${path}/recovery-codes`, body)).recoveryCodes)
      else await ask<void>(`${path}/remove`, body)
    },
    onSuccess: async () => {
      setWish(null)
      await client.invalidateQueries({ queryKey: ['session', path] })
    },
  })
  return (
    <>
      <Text>{t('on', { left: state.recoveryCodesLeft })}</Text>
      <Group>
        <Button variant="default" onClick={() => setWish('codes')}>
          {t('newCodes')}
        </Button>
        {!state.required && (
          <Button variant="default" onClick={() => setWish('remove')}>
            {t('remove')}
          </Button>
        )}
      </Group>
      {wish !== null && (
        <One
          name="code"
          label={t('code')}
          submit={wish === 'codes' ? t('newCodes') : t('remove')}
          busy={act.isPending}
          error={act.error}
          onGiven={act.mutate}
        />
      )}
    </>
  )
}

/** @param onKept once the codes were shown and kept */
export const SecondFactor = ({ onKept }: { onKept?: () => void }) => {
  const client = useQueryClient()
  const { data, error } = useQuery({ ...oneQuery<FactorState>(path), queryKey: ['session', path] })
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const kept = async () => {
    setCodes(null)
    await client.invalidateQueries({ queryKey: ['session', path] })
    onKept?.()
  }
  if (codes !== null) return <Codes codes={codes} onKept={() => void kept()} />
  return (
    <>
      <Said error={error} />
      {data?.state === 'on' && <On state={data} onCodes={setCodes} />}
      {data !== undefined && data.state !== 'on' && <SettingUp onDone={setCodes} />}
    </>
  )
}
