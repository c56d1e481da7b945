// What is still missing before anybody can be called: one line each in the order it is done, the next with the way to it.
// It goes away when nothing is missing.

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { installationQuery, preparationQuery } from '../data/queries.ts'

const ways = [
  { name: 'connections', to: '/settings/connections/new' },
  { name: 'address', to: null },
  { name: 'people', to: '/people' },
  { name: 'policies', to: '/policies/new' },
] as const

type Way = (typeof ways)[number]

const useDone = () => {
  const { data: counts } = useQuery(preparationQuery)
  const { data: installation } = useQuery(installationQuery)
  if (counts === undefined || installation === undefined) return null
  return {
    connections: counts.connections > 0,
    address: installation.publicUrlState !== 'unset',
    people: counts.people > 0,
    policies: counts.policies > 0,
  }
}

type StepProps = { readonly way: Way; readonly done: boolean; readonly next: boolean }

const Step = ({ way: { name, to }, done, next }: StepProps) => {
  const t = useTranslations()
  return (
    <li aria-current={next ? 'step' : undefined}>
      <span>
        <span aria-hidden="true">{done ? '✓' : '○'}</span> {t(`preparation.${name}`)}
        {done && <span className="hidden">{t('preparation.done')}</span>}
      </span>
      {!done && <span className="aside">{t(`preparationWhy.${name}`)}</span>}
      {next && to !== null && (
        <Button component={Link} to={to} color="ink" size="xs">
          {t(`preparationDo.${name}`)}
        </Button>
      )}
    </li>
  )
}

export const Preparation = () => {
  const t = useTranslations('preparation')
  const done = useDone()
  if (done === null || (done.connections && done.people && done.policies)) return null
  // A place nobody can be sent to is not waited for: its cure stands in the banner above.
  const next = ways.find(({ name, to }) => to !== null && !done[name])
  return (
    <section className="preparation" aria-labelledby="preparation">
      <h2 id="preparation">{t('title')}</h2>
      <p className="aside">{t('hint')}</p>
      <ol className="plain">
        {ways.map((way) => (
          <Step key={way.name} way={way} done={done[way.name]} next={way === next} />
        ))}
      </ol>
    </section>
  )
}
