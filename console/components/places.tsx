// The pages that belong together under one place of the menu.

import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Permission } from '#contract/permissions'
import { useMay } from '../data/queries.ts'

const ofAlerts = [
  { to: '/alerts', name: 'alerts', needs: 'alerts:read' },
  { to: '/rules', name: 'rules', needs: 'rules:read' },
  { to: '/sources', name: 'sources', needs: 'sources:read' },
] as const satisfies readonly { to: string; name: string; needs: Permission }[]

const ofRecords = [
  { to: '/callouts', name: 'callouts', needs: 'callouts:read' },
  { to: '/log', name: 'log', needs: 'callouts:read' },
  { to: '/analytics', name: 'analytics', needs: 'callouts:read' },
  { to: '/usage', name: 'usage', needs: 'callouts:read' },
] as const satisfies readonly { to: string; name: string; needs: Permission }[]

const ofDuty = [
  { to: '/schedules', name: 'schedules', needs: 'schedules:read' },
  { to: '/calendars', name: 'calendars', needs: 'calendars:read' },
  { to: '/pauses', name: 'pauses', needs: 'pauses:read' },
] as const satisfies readonly { to: string; name: string; needs: Permission }[]

const ofPolicies = [
  { to: '/policies', name: 'policies', needs: 'policies:read' },
  { to: '/policy-groups', name: 'policyGroups', needs: 'policies:read' },
] as const satisfies readonly { to: string; name: string; needs: Permission }[]

const ofPeople = [
  { to: '/people', name: 'people', needs: 'users:read' },
  { to: '/groups', name: 'groups', needs: 'groups:read' },
  { to: '/projects', name: 'projects', needs: 'projects:read' },
] as const satisfies readonly { to: string; name: string; needs: Permission }[]

type Places = typeof ofPeople | typeof ofPolicies | typeof ofAlerts | typeof ofRecords | typeof ofDuty
type Props = {
  readonly places: Places
  readonly label: 'alertPlaces' | 'recordPlaces' | 'dutyPlaces' | 'policyPlaces' | 'peoplePlaces'
}

const Among = ({ places, label }: Props) => {
  const t = useTranslations('shell')
  const may = useMay()
  return (
    <nav className="among" aria-label={t(label)}>
      {places.map(
        ({ to, name, needs }) =>
          may(needs) && (
            <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
              {t(name)}
            </Link>
          ),
      )}
    </nav>
  )
}

export const AlertPlaces = () => <Among places={ofAlerts} label="alertPlaces" />
/** What was: callouts, each of their attempts, both counted, and what they cost. */
export const RecordPlaces = () => <Among places={ofRecords} label="recordPlaces" />
/** Who is on call, the days it goes by, and what is held back. */
export const DutyPlaces = () => <Among places={ofDuty} label="dutyPlaces" />
/** Policies, and orders of them. */
export const PolicyPlaces = () => <Among places={ofPolicies} label="policyPlaces" />
/** People, the groups they are in, and the parts of the space they work in. */
export const PeoplePlaces = () => <Among places={ofPeople} label="peoplePlaces" />
