// Our own API, /v1: routes, their OpenAPI 3.1 document and a page to read it. The document is made from the same
// definitions the requests are checked by, so the two cannot differ.

import { type Dialect, sessionCookie } from '#http/port'
import { accountRoutes } from './accounts.ts'
import { alertFormRoutes } from './alert-forms.ts'
import { alertRoutes } from './alerts.ts'
import { analyticsRoutes } from './analytics.ts'
import { attemptLogRoutes } from './attempt-log.ts'
import { auditRoutes } from './audit.ts'
import { calendarRoutes } from './calendars.ts'
import { calloutCommands, calloutReads, resolveCommand } from './callouts.ts'
import { configRoutes } from './config.ts'
import { connectionRoutes } from './connections.ts'
import { contactMethodRoutes } from './contact-methods.ts'
import { directRoutes } from './direct.ts'
import { docsPage, docsPolicy } from './docs.ts'
import { draftRoutes } from './drafts.ts'
import { eventRoutes } from './events.ts'
import { feedRoutes } from './feeds.ts'
import { groupRoutes } from './groups.ts'
import { icalImportRoutes } from './ical-import.ts'
import { incidentFileRoutes } from './incident-files.ts'
import { incidentPartRoutes } from './incident-parts.ts'
import { incidentRoutes } from './incidents.ts'
import { installationRoutes } from './installation.ts'
import { invitationRoutes } from './invitations.ts'
import { onCallRoutes } from './on-call.ts'
import { overrideRoutes } from './overrides.ts'
import { ownUserRoutes } from './own-user.ts'
import { pauseRoutes } from './pauses.ts'
import { policyRoutes } from './policies.ts'
import { policyGroupRoutes } from './policy-groups.ts'
import type { V1Deps } from './ports.ts'
import { preparationRoutes } from './preparation.ts'
import { previewRoutes } from './preview.ts'
import { projectRoutes } from './projects.ts'
import { pushRoutes } from './push.ts'
import { readinessRoutes } from './readiness.ts'
import { readingRoutes } from './readings.ts'
import { retentionRoutes } from './retention.ts'
import { roleRoutes } from './roles.ts'
import { createV1App, type V1App } from './route.ts'
import { ruleRoutes } from './rules.ts'
import { scheduleRoutes } from './schedules.ts'
import { secondFactorRoutes } from './second-factor.ts'
import { sessionRoutes } from './sessions.ts'
import { settingsRoutes } from './settings.ts'
import { sourceCheckRoutes } from './source-checks.ts'
import { sourceMailRoutes } from './source-mails.ts'
import { sourceRoutes } from './sources.ts'
import { speechPreviewRoutes } from './speech-preview.ts'
import { swapRoutes } from './swaps.ts'
import { sweepRoutes } from './sweep.ts'
import { templateRoutes } from './templates.ts'
import { tokenRoutes } from './tokens.ts'
import { usageRoutes } from './usage.ts'
import { userTableRoutes } from './user-table.ts'
import { userRoutes } from './users.ts'
import { webhookRoutes } from './webhooks.ts'

/** What anybody may ask. */
const open = [
  '/v1/openapi.json',
  '/v1/docs',
  'GET /v1/sign-in',
  'POST /v1/session',
  'POST /v1/session/forgotten',
  'POST /v1/invitations/look',
  'POST /v1/invitations/accept',
]

const description = `Start callouts and read what became of them; keep the people, policies, templates and connections
they need. Errors are application/problem+json with a stable code. Times are ISO 8601 with their zone. Lists are paged by
\`limit\` and \`cursor\`, which is \`next\` of the page before, and are files under the same path with \`.csv\`. Whatever is added later is added without changing what is here.`

/** What the document says of all operations together. */
const describe = (app: V1App, deps: V1Deps): void => {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token; its scopes are the permissions named with each operation.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookie(deps.secure),
    description:
      'The session of a person who signed in. What changes something must come from this server’s own pages, or carry X-Requested-With.',
  })
  app.doc31('/v1/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Noroshi',
      version: deps.version,
      description,
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  })
}

/** Who there is, how they are reached, and how they come in. */
const peopleRoutes = (app: V1App, deps: V1Deps): void => {
  userTableRoutes(app, deps)
  userRoutes(app, deps)
  sessionRoutes(app, deps)
  secondFactorRoutes(app, deps)
  ownUserRoutes(app, deps)
  contactMethodRoutes(app, deps)
  pushRoutes(app, deps)
  readinessRoutes(app, deps)
  accountRoutes(app, deps)
  invitationRoutes(app, deps)
  roleRoutes(app, deps)
  groupRoutes(app, deps)
  projectRoutes(app, deps)
}

export const createV1 = (deps: V1Deps): Dialect => {
  const app = createV1App()
  calloutCommands(app, deps)
  resolveCommand(app, deps)
  calloutReads(app, deps)
  directRoutes(app, deps)
  attemptLogRoutes(app, deps)
  analyticsRoutes(app, deps)
  usageRoutes(app, deps)
  policyRoutes(app, deps)
  alertFormRoutes(app)
  policyGroupRoutes(app, deps)
  pauseRoutes(app, deps)
  settingsRoutes(app, deps)
  retentionRoutes(app, deps)
  webhookRoutes(app, deps)
  previewRoutes(app, deps)
  sweepRoutes(app, deps)
  peopleRoutes(app, deps)
  templateRoutes(app, deps)
  speechPreviewRoutes(app, deps)
  readingRoutes(app, deps)
  calendarRoutes(app, deps)
  scheduleRoutes(app, deps)
  overrideRoutes(app, deps)
  swapRoutes(app, deps)
  onCallRoutes(app, deps)
  feedRoutes(app, deps)
  icalImportRoutes(app, deps)
  connectionRoutes(app, deps)
  alertRoutes(app, deps)
  sourceRoutes(app, deps)
  sourceCheckRoutes(app, deps)
  sourceMailRoutes(app, deps)
  ruleRoutes(app, deps)
  incidentRoutes(app, deps)
  incidentPartRoutes(app, deps)
  incidentFileRoutes(app, deps)
  eventRoutes(app, deps)
  installationRoutes(app, deps)
  preparationRoutes(app, deps)
  tokenRoutes(app, deps)
  auditRoutes(app, deps)
  configRoutes(app, deps)
  draftRoutes(app, deps)
  describe(app, deps)
  app.get('/v1/docs', (c) => c.html(docsPage(c.get('language')), 200, { 'Content-Security-Policy': docsPolicy }))
  return {
    app,
    protectedBy: {
      prefix: '/v1',
      open: [...open],
      uploads: /^\/v1\/(incidents\/[^/]+\/files|(readings|users)\/import|(calendars|schedules)\/[^/]+\/import)$/,
    },
  }
}
