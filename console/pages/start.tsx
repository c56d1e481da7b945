// Starting a callout by hand: which policy, what is said, and once more before phones ring, with who that will be.

import { Button, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Policy } from '#contract/policies'
import { Field, Form, Guard } from '../components/form.tsx'
import { Empty } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { SoughtChoice } from '../components/sought-choice.tsx'
import { Sure } from '../components/sure.tsx'
import { ask } from '../data/api.ts'
import { useName } from '../data/name.ts'
import { choicesQuery, whomQuery } from '../data/queries.ts'

type Started = { readonly id: string }

const useStart = (onStarted: (id: string) => void) => {
  const client = useQueryClient()
  // One key for one intention: pressed twice, or sent again after a broken line, it starts one callout.
  const [intention] = useState(() => crypto.getRandomValues(new Uint32Array(4)).join('-'))
  return useMutation({
    mutationFn: (body: { readonly policy: string; readonly text: string }) =>
      ask<Started>('/v1/callouts', { method: 'POST', body, intention }),
    onSuccess: async ({ id }) => {
      onStarted(id)
      await client.invalidateQueries({ queryKey: ['callouts'] })
    },
  })
}

/** Who will be called, in words; nothing while it is not known. */
const Whom = ({ names = [] }: { names: readonly string[] | undefined }) => {
  const t = useTranslations('start')
  if (names.length === 0) return null
  return <Text className="aside">{t('whom', { names: names.join(t('and')), count: names.length })}</Text>
}

const Starting = ({ policies, chosen }: { policies: readonly Policy[]; chosen: string | undefined }) => {
  const t = useTranslations('start')
  const navigate = useNavigate()
  const [policy, setPolicy] = useState(chosen ?? policies[0]?.key ?? '')
  const [text, setText] = useState('')
  const [asking, setAsking] = useState(false)
  const { data: whom } = useQuery({ ...whomQuery(policy), enabled: policy !== '' })
  const start = useStart((id) => void navigate({ to: '/callouts/$id', params: { id }, ignoreBlocker: true }))
  const name = useName({ path: '/v1/policies', of: policy })
  return (
    <Form error={start.error} onSubmit={() => setAsking(true)}>
      <Guard when={text !== '' && !start.isSuccess} />
      <SoughtChoice<Policy>
        path="/v1/policies"
        name="policy"
        label={t('policy')}
        value={policy}
        called={name}
        onChange={(value) => {
          setPolicy(value)
          setAsking(false)
        }}
      />
      <Field name="text" label={t('text')} hint={t('textHint')} lines={3} value={text} onChange={setText} />
      <Whom names={whom} />
      <Said error={start.error} />
      {asking ? (
        <Sure
          what={t('sure', { policy: name, count: whom?.length ?? 0 })}
          yes={t('yes')}
          no={t('no')}
          busy={start.isPending}
          onYes={() => start.mutate({ policy, text }, { onError: () => setAsking(false) })}
          onNo={() => setAsking(false)}
        />
      ) : (
        <Button type="submit" color="ember" size="md" className="apart">
          {t('submit')}
        </Button>
      )}
    </Form>
  )
}

export const Start = () => {
  const t = useTranslations('start')
  const { policy } = useSearch({ from: '/start' })
  const { data, error } = useQuery(choicesQuery<Policy>('/v1/policies'))
  return (
    <Page title={t('title')} help="start">
      <Said error={error} />
      {data?.items.length === 0 && (
        <Empty>
          <Text>{t('noPolicy')}</Text>
          <Link to="/policies/new">{t('makePolicy')}</Link>
        </Empty>
      )}
      {data !== undefined && data.items.length > 0 && <Starting policies={data.items} chosen={policy} />}
    </Page>
  )
}
