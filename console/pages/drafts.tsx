// Changes that wait for approval (承認待ちの変更), and those that were decided. Whoever may approve says here whether this space asks for it.

import { Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { DraftSummary } from '#contract/drafts'
import { draftStates } from '#contract/limits'
import { useFilter } from '../components/filter.ts'
import { Choice, Tick } from '../components/form.tsx'
import { useKind } from '../components/kind.ts'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { ask } from '../data/api.ts'
import { approvalQuery, useMay } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'
import { SettingsBack } from './settings.tsx'

const Required = () => {
  const t = useTranslations('drafts')
  const may = useMay()
  const client = useQueryClient()
  const { data } = useQuery(approvalQuery)
  const change = useMutation({
    mutationFn: (required: boolean) => ask('/v1/approval', { method: 'PUT', body: { required } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['approval'] }),
  })
  if (data === undefined) return null
  if (!may('drafts:approve')) return <Text>{t(data.required ? 'on' : 'off')}</Text>
  return (
    <>
      <Tick
        label={t('require')}
        hint={t('requireHint')}
        value={change.isPending ? change.variables : data.required}
        disabled={change.isPending}
        onChange={(required) => change.mutate(required)}
      />
      <Said error={change.error} />
    </>
  )
}

const Line = ({ draft }: { draft: DraftSummary }) => {
  const t = useTranslations()
  const { at } = useTimes()
  const kindOf = useKind()
  const { id, kind, name, state, total, author, createdAt } = draft
  return (
    <>
      <time className="aside" dateTime={createdAt}>
        {at(createdAt)}
      </time>
      <Link to="/settings/drafts/$id" params={{ id }} className="subject">
        {kindOf(kind)} {name}
        {total > 1 && ` ${t('drafts.andMore', { count: total - 1 })}`}
      </Link>
      <span className="aside">
        {t(`draftState.${state}`)} · {author.name}
      </span>
    </>
  )
}

export const Drafts = () => {
  const t = useTranslations()
  const { state } = useSearch({ from: '/settings/drafts' })
  const filter = useFilter('/settings/drafts')
  const states = draftStates.map((value) => ({ value, label: t(`draftState.${value}`) }))
  return (
    <Page title={t('drafts.title')} help="drafts" above={<SettingsBack />}>
      <Required />
      <div className="filters">
        <Choice
          name="state"
          label={t('drafts.state')}
          value={state ?? ''}
          onChange={filter('state')}
          options={[{ value: '', label: t('log.any') }, ...states]}
        />
      </div>
      <List<DraftSummary> path="/v1/drafts" filters={{ state }} empty={<Text>{t('drafts.none')}</Text>}>
        {(draft) => <Line draft={draft} />}
      </List>
    </Page>
  )
}
