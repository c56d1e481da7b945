// What a role may do: a set of permissions, in the whole space or in one project of it. Everything else in the product asks for
// permissions and never for a role, so that a new role is a new line here.

import { type Permission, permissions } from './permissions.ts'

export const roles = [
  'administrator',
  'space_administrator',
  'project_manager',
  'operator',
  'member',
  'viewer',
] as const
export type Role = (typeof roles)[number]

/** Sees what goes on and how things are set up, and no numbers; changes nothing. */
const viewer = [
  'users:read',
  'groups:read',
  'projects:read',
  'connections:read',
  'policies:read',
  'templates:read',
  'readings:read',
  'calendars:read',
  'schedules:read',
  'callouts:read',
  'pauses:read',
  'alerts:read',
  'sources:read',
  'rules:read',
  'incidents:read',
] as const satisfies readonly Permission[]

/** Takes part in it. */
const member = [
  ...viewer,
  'callouts:start',
  'callouts:cancel',
  'callouts:acknowledge',
  'alerts:acknowledge',
  'incidents:write',
] as const satisfies readonly Permission[]

/** Stops and lets go on (停止・再開) as well; still sees no numbers. */
const operator = [...member, 'pauses:write'] as const satisfies readonly Permission[]

/** Sets up who is called, when and with which words, and sees numbers; nobody's way in, and nothing of how messages leave. */
const projectManager = [
  ...operator,
  'numbers:read',
  'users:write',
  'groups:write',
  'projects:write',
  'policies:write',
  'templates:write',
  'readings:write',
  'calendars:write',
  'schedules:write',
  'callouts:direct',
  'webhooks:read',
  'webhooks:write',
  'alerts:write',
  'sources:write',
  'rules:write',
] as const satisfies readonly Permission[]

/** Only whoever may do everything issues API tokens (K-013). */
const spaceAdministrator = permissions.filter((one) => one !== 'tokens:write')

/** The one table of who may do what. */
const inSpace: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: permissions,
  space_administrator: spaceAdministrator,
  project_manager: projectManager,
  operator,
  member,
  viewer,
}

/** What can be held in a project alone: the rest belongs to the space, and whoever changes it changes it for all projects. */
const ofProjects: ReadonlySet<Permission> = new Set([
  ...member.filter((one) => !/^(alerts|sources|rules):/.test(one)),
  // of this project, and of no other
  'projects:write',
  'tokens:read',
  'tokens:write',
])

const isRole = (role: string): role is Role => (roles as readonly string[]).includes(role)

/** Returns the permissions of a role; none for a role that is not known, for example one of a newer version. */
export const permissionsOf = (role: string, where: 'space' | 'project'): readonly Permission[] => {
  if (!isRole(role)) return []
  return where === 'space' ? inSpace[role] : inSpace[role].filter((permission) => ofProjects.has(permission))
}
