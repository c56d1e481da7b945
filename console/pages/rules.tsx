// All routing rules in the order in which they are looked at; moved by the arrows beside each, or by dragging. Below, a dry run.

import { Button, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type DragEvent, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import type { RuleShown } from '#contract/rules'
import { Taking } from '../components/export.tsx'
import { Empty } from '../components/list.tsx'
import { Named } from '../components/named.tsx'
import { Page } from '../components/page.tsx'
import { AlertPlaces } from '../components/places.tsx'
import { Said } from '../components/said.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { ask } from '../data/api.ts'
import { rulesQuery, useMay } from '../data/queries.ts'
import { DryRun } from './rule/dry-run.tsx'

const DRAGGED = 'application/x-noroshi-rule'

const moved = (rules: readonly RuleShown[], from: number, to: number): RuleShown[] => {
  const rest = rules.filter((_one, place) => place !== from)
  return [...rest.slice(0, to), ...rules.slice(from, from + 1), ...rest.slice(to)]
}

/** The new order stands on the page at once; where it is refused the old one comes back, with why. */
const useOrder = () => {
  const client = useQueryClient()
  const { queryKey } = rulesQuery()
  return useMutation({
    mutationFn: (items: readonly RuleShown[]) =>
      ask('/v1/rules/order', { method: 'PUT', body: { rules: items.map(({ key }) => key) } }),
    onMutate: async (items) => {
      await client.cancelQueries({ queryKey })
      client.setQueryData(queryKey, { items: [...items] })
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['rules'] }),
  })
}

const useAbout = () => {
  const t = useTranslations()
  return ({ match }: RuleShown): string => {
    const { sources, hosts, services, groups, severities, conditions } = match
    const parts = [severities.map((one) => t(`severity.${one}`)), sources, hosts, services, groups, conditions].filter(
      (one) => one.length > 0,
    )
    return parts.length === 0 ? t('rules.everything') : parts.map((one) => one.join(t('rules.or'))).join(' · ')
  }
}

type LineProps = {
  readonly rule: RuleShown
  readonly index: number
  readonly count: number
  /** Whether all rules are shown: else its place among them is not known. */
  readonly whole: boolean
  readonly move: ((from: number, to: number) => void) | null
}

const Moving = ({ rule: { name }, index, count, move }: LineProps) => {
  const t = useTranslations('rules')
  if (move === null) return null
  return (
    <span className="moving">
      <button
        type="button"
        aria-label={t('up', { name })}
        disabled={index === 0}
        onClick={() => move(index, index - 1)}
      >
        ↑
      </button>
      <button
        type="button"
        aria-label={t('down', { name })}
        disabled={index === count - 1}
        onClick={() => move(index, index + 1)}
      >
        ↓
      </button>
    </span>
  )
}

const Line = (props: LineProps) => {
  const { rule, index, whole, move } = props
  const t = useTranslations('rules')
  const about = useAbout()
  const { key, name, policy, policyName, enabled, delaySeconds } = rule
  const drop = (event: DragEvent) => {
    const from = event.dataTransfer.getData(DRAGGED)
    if (from === '' || move === null) return
    event.preventDefault()
    move(Number(from), index)
  }
  return (
    <li
      draggable={move !== null}
      onDragStart={({ dataTransfer }) => dataTransfer.setData(DRAGGED, String(index))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <span className="aside">
        {whole && index + 1} {enabled ? '' : `‖ ${t('disabled')}`}
      </span>
      <span>
        <Link to="/rules/$ref" params={{ ref: key }} className="subject">
          {name}
        </Link>
        <br />
        <span className="aside">
          {about(rule)} → <Named of={policy} name={policyName} />
          {delaySeconds > 0 && ` · ${t('delayed', { seconds: delaySeconds })}`}
        </span>
      </span>
      <Moving {...props} />
    </li>
  )
}

type Moved = { readonly to: number; readonly arrow: 0 | 1 }

/** The focus goes along with what was moved: on the arrow that moved it, or the other where it can go no further. */
const follow = ({ to, arrow }: Moved): void => {
  const arrows = document.querySelectorAll('.rules .moving')[to]?.querySelectorAll('button') ?? []
  const pressed = arrows[arrow]
  const other = pressed?.disabled === true ? arrows[1 - arrow] : pressed
  other?.focus()
}

/** Only where all of them are shown can they be put in order. */
const Ordered = ({ rules, whole }: { rules: readonly RuleShown[]; whole: boolean }) => {
  const may = useMay()
  const order = useOrder()
  const last = useRef<Moved | null>(null)
  const move = (from: number, to: number) => {
    if (from === to) return
    last.current = { to, arrow: to < from ? 0 : 1 }
    order.mutate(moved(rules, from, to))
  }
  // Once the new order stands on the page.
  useEffect(() => {
    if (last.current !== null) follow(last.current)
    last.current = null
  }, [rules])
  return (
    <>
      <Said error={order.error} />
      <ol className="lines rules">
        {rules.map((rule, index) => (
          <Line
            key={rule.id}
            rule={rule}
            index={index}
            count={rules.length}
            whole={whole}
            move={whole && may('rules:write') && rules.length > 1 ? move : null}
          />
        ))}
      </ol>
    </>
  )
}

export const Rules = () => {
  const t = useTranslations('rules')
  const list = useTranslations('list')
  const may = useMay()
  const { search } = useSeek('/rules')
  const { data, error } = useQuery(rulesQuery(search))
  const add = (
    <Button component={Link} to="/rules/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="rules" action={may('rules:write') && add} above={<AlertPlaces />}>
      <Seek from="/rules" />
      <Said error={error} />
      {data?.items.length === 0 && (
        <Empty>
          <Text>{search === undefined ? t('none') : list('noneFound')}</Text>
        </Empty>
      )}
      {data !== undefined && data.items.length > 0 && (
        <>
          <Taking path="/v1/rules" filters={{ search }} />
          <Ordered rules={data.items} whole={search === undefined} />
        </>
      )}
      <DryRun />
    </Page>
  )
}
