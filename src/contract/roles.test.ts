// The table of who may do what, written out once more: a change of it is seen here as a line.
import { describe, expect, it } from 'vitest'
import { permissions } from './permissions.ts'
import { permissionsOf, roles } from './roles.ts'

/** By role: administrator, space administrator, project manager, operator, member, viewer. x: in the space; X: in a project as well. */
const table = `
  users:read            X X X X X X
  users:write           x x x - - -
  numbers:read          x x x - - -
  accounts:read         x x - - - -
  accounts:write        x x - - - -
  groups:read           X X X X X X
  groups:write          x x x - - -
  projects:read         X X X X X X
  projects:write        X X X - - -
  connections:read      X X X X X X
  connections:write     x x - - - -
  policies:read         X X X X X X
  policies:write        x x x - - -
  templates:read        X X X X X X
  templates:write       x x x - - -
  readings:read         X X X X X X
  readings:write        x x x - - -
  calendars:read        X X X X X X
  calendars:write       x x x - - -
  schedules:read        X X X X X X
  schedules:write       x x x - - -
  callouts:read         X X X X X X
  callouts:start        X X X X X -
  callouts:direct       x x x - - -
  callouts:cancel       X X X X X -
  callouts:acknowledge  X X X X X -
  pauses:read           X X X X X X
  pauses:write          x x x x - -
  webhooks:read         x x x - - -
  webhooks:write        x x x - - -
  alerts:read           x x x x x x
  alerts:write          x x x - - -
  alerts:acknowledge    x x x x x -
  sources:read          x x x x x x
  sources:write         x x x - - -
  rules:read            x x x x x x
  rules:write           x x x - - -
  incidents:read        X X X X X X
  incidents:write       X X X X X -
  audit:read            x x - - - -
  drafts:approve        x x - - - -
  tokens:read           X X - - - -
  tokens:write          X - - - - -
  config:read           x x - - - -
  config:write          x x - - - -`

const marks = new Map(
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ +/))
    .map(([permission = '', ...of]) => [permission, of] as const),
)
const markedFor = (index: number, fits: (mark: string) => boolean): readonly string[] =>
  permissions.filter((one) => fits(marks.get(one)?.[index] ?? ''))

describe('the table of roles', () => {
  it('has every permission', () => expect([...marks.keys()]).toEqual([...permissions]))

  it.each(roles.map((role, index) => [role, index] as const))('K-013: gives the %s this and no more', (role, index) => {
    const sorted = (given: readonly string[]) => permissions.filter((one) => given.includes(one))
    expect(sorted(permissionsOf(role, 'space'))).toEqual(markedFor(index, (mark) => /x/i.test(mark)))
    expect(sorted(permissionsOf(role, 'project'))).toEqual(markedFor(index, (mark) => mark === 'X'))
  })

  it('gives a role of another version nothing', () => expect(permissionsOf('emperor', 'space')).toEqual([]))
})
