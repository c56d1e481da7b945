// What a role may do: a set of permissions, in the whole space or in one project of it. Everything else in the product asks for
// permissions and never for a role, so that a new role is a new line here.

import { type Permission, permissions } from './permissions.ts'

export const roles = ['administrator', 'member'] as const
export type Role = (typeof roles)[number]

/** A member sees what goes on and takes part in it, but sets nothing up and sees no numbers. */
const member: readonly Permission[] = [
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
  'callouts:start',
  'callouts:cancel',
  'callouts:acknowledge',
  'pauses:read',
  'alerts:read',
  'alerts:acknowledge',
  'sources:read',
  'rules:read',
  'incidents:read',
  'incidents:write',
]

const inSpace: Readonly<Record<Role, readonly Permission[]>> = { administrator: permissions, member }

/** What can be held in a project alone: the rest belongs to the space, and whoever changes it changes it for all projects. */
const ofProjects: ReadonlySet<Permission> = new Set([
  ...member.filter((one) => !/^(alerts|sources|rules):/.test(one)),
  'tokens:read',
  'tokens:write',
])

const isRole = (role: string): role is Role => (roles as readonly string[]).includes(role)

/** Returns the permissions of a role; none for a role that is not known, for example one of a newer version. */
export const permissionsOf = (role: string, where: 'space' | 'project'): readonly Permission[] => {
  if (!isRole(role)) return []
  return where === 'space' ? inSpace[role] : inSpace[role].filter((permission) => ofProjects.has(permission))
}
