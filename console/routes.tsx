// The pages and their addresses. What is looked at in the night comes with the first load, everything else when it is opened.

import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { Shell } from './components/shell.tsx'
import type { Filters } from './data/queries.ts'
import { Callout } from './pages/callout.tsx'
import { Now } from './pages/now.tsx'

const Nowhere = () => <p>{useTranslations('error')('notFound')}</p>
const root = createRootRoute({ component: Shell, notFoundComponent: Nowhere })

/** Filters stand in the address: what is seen can be sent to somebody, and the way back leads to it. */
const filters =
  <const Name extends string>(...names: readonly Name[]) =>
  (search: Record<string, unknown>): { [one in Name]?: string } => {
    const given = names.flatMap((name) => {
      const value = search[name]
      return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : []
    })
    return Object.fromEntries(given) as { [one in Name]?: string } & Filters
  }

const getParentRoute = () => root
const routeTree = root.addChildren([
  createRoute({ getParentRoute, path: '/', component: Now }),
  createRoute({
    getParentRoute,
    path: '/callouts',
    validateSearch: filters('status', 'policy', 'pause', 'from', 'to'),
    component: lazyRouteComponent(() => import('./pages/callouts.tsx'), 'Callouts'),
  }),
  createRoute({ getParentRoute, path: '/callouts/$id', component: Callout }),
  createRoute({
    getParentRoute,
    path: '/incidents',
    validateSearch: filters('status', 'project', 'text', 'from', 'to'),
    component: lazyRouteComponent(() => import('./pages/incidents.tsx'), 'Incidents'),
  }),
  createRoute({
    getParentRoute,
    path: '/incidents/new',
    component: lazyRouteComponent(() => import('./pages/incident/new.tsx'), 'NewIncident'),
  }),
  createRoute({
    getParentRoute,
    path: '/incidents/$ref',
    component: lazyRouteComponent(() => import('./pages/incident/incident.tsx'), 'Incident'),
  }),
  createRoute({
    getParentRoute,
    path: '/start',
    validateSearch: filters('policy'),
    component: lazyRouteComponent(() => import('./pages/start.tsx'), 'Start'),
  }),
  createRoute({
    getParentRoute,
    path: '/beacon',
    validateSearch: filters('policy'),
    component: lazyRouteComponent(() => import('./pages/beacon/beacon.tsx'), 'Beacon'),
  }),
  createRoute({
    getParentRoute,
    path: '/policies',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/policies.tsx'), 'Policies'),
  }),
  createRoute({
    getParentRoute,
    path: '/policies/new',
    validateSearch: filters('of'),
    component: lazyRouteComponent(() => import('./pages/policy/policy.tsx'), 'NewPolicy'),
  }),
  createRoute({
    getParentRoute,
    path: '/policies/$ref',
    component: lazyRouteComponent(() => import('./pages/policy/policy.tsx'), 'Policy'),
  }),
  createRoute({
    getParentRoute,
    path: '/policy-groups',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/policy-groups.tsx'), 'PolicyGroups'),
  }),
  createRoute({
    getParentRoute,
    path: '/policy-groups/new',
    component: lazyRouteComponent(() => import('./pages/policy-group/policy-group.tsx'), 'NewPolicyGroup'),
  }),
  createRoute({
    getParentRoute,
    path: '/policy-groups/$ref',
    component: lazyRouteComponent(() => import('./pages/policy-group/policy-group.tsx'), 'PolicyGroup'),
  }),
  createRoute({
    getParentRoute,
    path: '/schedules',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/schedules.tsx'), 'Schedules'),
  }),
  createRoute({
    getParentRoute,
    path: '/calendars',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/calendars.tsx'), 'Calendars'),
  }),
  createRoute({
    getParentRoute,
    path: '/calendars/new',
    component: lazyRouteComponent(() => import('./pages/calendar/calendar.tsx'), 'NewCalendar'),
  }),
  createRoute({
    getParentRoute,
    path: '/calendars/$ref',
    component: lazyRouteComponent(() => import('./pages/calendar/calendar.tsx'), 'Calendar'),
  }),
  createRoute({
    getParentRoute,
    path: '/pauses',
    validateSearch: filters('state'),
    component: lazyRouteComponent(() => import('./pages/pauses.tsx'), 'Pauses'),
  }),
  createRoute({
    getParentRoute,
    path: '/pauses/new',
    validateSearch: filters('policy', 'user'),
    component: lazyRouteComponent(() => import('./pages/pause/new.tsx'), 'NewPause'),
  }),
  createRoute({
    getParentRoute,
    path: '/schedules/$ref',
    validateSearch: filters('person', 'state'),
    component: lazyRouteComponent(() => import('./pages/schedule/schedule.tsx'), 'Schedule'),
  }),
  createRoute({
    getParentRoute,
    path: '/people',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/people.tsx'), 'People'),
  }),
  createRoute({
    getParentRoute,
    path: '/readiness',
    validateSearch: filters('search', 'state', 'policy'),
    component: lazyRouteComponent(() => import('./pages/readiness.tsx'), 'Readiness'),
  }),
  createRoute({
    getParentRoute,
    path: '/people/new',
    component: lazyRouteComponent(() => import('./pages/person/person.tsx'), 'NewPerson'),
  }),
  createRoute({
    getParentRoute,
    path: '/people/import',
    component: lazyRouteComponent(() => import('./pages/people/import.tsx'), 'ImportPeople'),
  }),
  createRoute({
    getParentRoute,
    path: '/people/$ref',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/person/person.tsx'), 'Person'),
  }),
  createRoute({
    getParentRoute,
    path: '/groups',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/groups.tsx'), 'Groups'),
  }),
  createRoute({
    getParentRoute,
    path: '/groups/new',
    component: lazyRouteComponent(() => import('./pages/group/group.tsx'), 'NewGroup'),
  }),
  createRoute({
    getParentRoute,
    path: '/groups/$ref',
    component: lazyRouteComponent(() => import('./pages/group/group.tsx'), 'Group'),
  }),
  createRoute({
    getParentRoute,
    path: '/projects',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/projects.tsx'), 'Projects'),
  }),
  createRoute({
    getParentRoute,
    path: '/projects/new',
    component: lazyRouteComponent(() => import('./pages/project/project.tsx'), 'NewProject'),
  }),
  createRoute({
    getParentRoute,
    path: '/projects/$ref',
    component: lazyRouteComponent(() => import('./pages/project/project.tsx'), 'Project'),
  }),
  createRoute({
    getParentRoute,
    path: '/projects/$ref/incidents',
    component: lazyRouteComponent(() => import('./pages/project/incident-settings.tsx'), 'IncidentSettings'),
  }),
  createRoute({
    getParentRoute,
    path: '/analytics',
    validateSearch: filters('from', 'to', 'policy'),
    component: lazyRouteComponent(() => import('./pages/analytics.tsx'), 'Analytics'),
  }),
  createRoute({
    getParentRoute,
    path: '/usage',
    validateSearch: filters('from', 'to'),
    component: lazyRouteComponent(() => import('./pages/usage.tsx'), 'Usage'),
  }),
  createRoute({
    getParentRoute,
    path: '/log',
    validateSearch: filters('from', 'to', 'user', 'channel', 'result'),
    component: lazyRouteComponent(() => import('./pages/log.tsx'), 'Log'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'Settings'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/connections',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/connections.tsx'), 'Connections'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/connections/new',
    component: lazyRouteComponent(() => import('./pages/connection/connection.tsx'), 'NewConnection'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/connections/$ref',
    component: lazyRouteComponent(() => import('./pages/connection/connection.tsx'), 'Connection'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/readings',
    validateSearch: filters('language', 'search'),
    component: lazyRouteComponent(() => import('./pages/readings/readings.tsx'), 'Readings'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/templates',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/templates.tsx'), 'Templates'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/templates/new',
    component: lazyRouteComponent(() => import('./pages/template/template.tsx'), 'NewTemplate'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/templates/$ref',
    component: lazyRouteComponent(() => import('./pages/template/template.tsx'), 'Template'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/tokens',
    validateSearch: filters('search', 'state'),
    component: lazyRouteComponent(() => import('./pages/tokens.tsx'), 'Tokens'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/drafts',
    validateSearch: filters('state'),
    component: lazyRouteComponent(() => import('./pages/drafts.tsx'), 'Drafts'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/drafts/$id',
    component: lazyRouteComponent(() => import('./pages/draft.tsx'), 'Draft'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/audit',
    validateSearch: filters('from', 'to', 'by', 'kind', 'action', 'object'),
    component: lazyRouteComponent(() => import('./pages/audit.tsx'), 'Audit'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/contacting',
    component: lazyRouteComponent(() => import('./pages/contacting.tsx'), 'Contacting'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/space',
    component: lazyRouteComponent(() => import('./pages/space-settings.tsx'), 'SpaceSettings'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/texts',
    component: lazyRouteComponent(() => import('./pages/standard-texts.tsx'), 'StandardTexts'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/sign-in',
    component: lazyRouteComponent(() => import('./pages/provider.tsx'), 'Provider'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/retention',
    component: lazyRouteComponent(() => import('./pages/retention.tsx'), 'Retention'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/webhooks',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/webhooks.tsx'), 'Webhooks'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/webhooks/new',
    component: lazyRouteComponent(() => import('./pages/webhook/webhook.tsx'), 'NewWebhook'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings/webhooks/$ref',
    validateSearch: filters('state'),
    component: lazyRouteComponent(() => import('./pages/webhook/webhook.tsx'), 'Webhook'),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts',
    validateSearch: filters('state', 'severity', 'acknowledged', 'unmatched', 'source'),
    component: lazyRouteComponent(() => import('./pages/alerts.tsx'), 'Alerts'),
  }),
  createRoute({
    getParentRoute,
    path: '/alerts/$id',
    component: lazyRouteComponent(() => import('./pages/alert/alert.tsx'), 'Alert'),
  }),
  createRoute({
    getParentRoute,
    path: '/sources',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/sources.tsx'), 'Sources'),
  }),
  createRoute({
    getParentRoute,
    path: '/sources/new',
    component: lazyRouteComponent(() => import('./pages/source/source.tsx'), 'NewSource'),
  }),
  createRoute({
    getParentRoute,
    path: '/sources/$ref',
    component: lazyRouteComponent(() => import('./pages/source/source.tsx'), 'Source'),
  }),
  createRoute({
    getParentRoute,
    path: '/rules',
    validateSearch: filters('search'),
    component: lazyRouteComponent(() => import('./pages/rules.tsx'), 'Rules'),
  }),
  createRoute({
    getParentRoute,
    path: '/rules/new',
    component: lazyRouteComponent(() => import('./pages/rule/rule.tsx'), 'NewRule'),
  }),
  createRoute({
    getParentRoute,
    path: '/rules/$ref',
    component: lazyRouteComponent(() => import('./pages/rule/rule.tsx'), 'Rule'),
  }),
  createRoute({
    getParentRoute,
    path: '/me',
    validateSearch: filters('search', 'state'),
    component: lazyRouteComponent(() => import('./pages/me/me.tsx'), 'Me'),
  }),
])
export const router = createRouter({ routeTree, basepath: '/console', defaultPreload: 'intent' })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
