// What a token or a role may do: `resource:action` strings, the same for API tokens, roles and the console. Whoever may
// read callouts or users still sees masked numbers unless `numbers:read` is among them.

export const permissions = [
  'users:read',
  'users:write',
  'numbers:read',
  'accounts:read',
  'accounts:write',
  'groups:read',
  'groups:write',
  'projects:read',
  'projects:write',
  'connections:read',
  'connections:write',
  'policies:read',
  'policies:write',
  'templates:read',
  'templates:write',
  'callouts:read',
  'callouts:start',
  'callouts:cancel',
  'callouts:acknowledge',
  'pauses:read',
  'pauses:write',
  'incidents:read',
  'incidents:write',
  'tokens:read',
  'tokens:write',
  'config:read',
  'config:write',
] as const
export type Permission = (typeof permissions)[number]
