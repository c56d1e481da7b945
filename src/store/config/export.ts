// The configuration as a document that can be applied again: keys in the place of ids, and for each secret that is set the
// name of a variable to take it from. It holds no secret and nothing that only this installation knows.

import type pg from 'pg'
import { allGroups } from '../account/groups.ts'
import { allProjects } from '../account/projects.ts'
import { exportAlerts } from '../alert/file-kinds.ts'
import { calendarTable } from '../duty/calendars.ts'
import { allSchedules, exportedSchedule } from '../duty/schedules.ts'
import { exportReadings } from '../speech/file-kinds.ts'
import { connectionTable, enteredSecrets } from './connections.ts'
import { policyTable, withKeys } from './policies.ts'
import { groupsWithKeys, policyGroupTable } from './policy-groups.ts'
import { readSettings } from './settings.ts'
import { templateTable } from './templates.ts'
import { allUsers } from './users.ts'

/** `night-shift`, `authToken` → `NOROSHI_NIGHT_SHIFT_AUTH_TOKEN`. */
const variableOf = (key: string, secret: string): string =>
  `NOROSHI_${key}_${secret.replace(/[A-Z]/g, '_$&')}`.toUpperCase().replace(/[^A-Z0-9_]/g, '_')

export const exportDocument = async (client: pg.PoolClient) => {
  const users = await allUsers(client)
  const groups = await allGroups(client)
  const projects = await allProjects(client)
  const connections = await connectionTable.all(client)
  const templates = await templateTable.all(client)
  const calendars = await calendarTable.all(client)
  const schedules = await allSchedules(client)
  const policies = await withKeys(client, await policyTable.all(client))
  const policyGroups = await groupsWithKeys(client, await policyGroupTable.all(client))
  const settings = await readSettings(client)
  return {
    version: 1 as const,
    ...(settings.managedBy === null ? {} : { settings: settings.body }),
    users: users.map(({ key, name, language, methods, opening, closing, quiet }) => ({
      key,
      name,
      language,
      contactMethods: methods.map(({ channel, label, address, isDefault, connection, waitMinutes }) => ({
        channel,
        label,
        address,
        default: isDefault,
        ...(connection == null ? {} : { connection }),
        ...(waitMinutes == null ? {} : { waitMinutes }),
      })),
      ...(opening === null ? {} : { opening }),
      ...(closing === null ? {} : { closing }),
      ...(quiet === null ? {} : { quietHours: quiet }),
    })),
    groups: groups.map(({ key, name, members }) => ({ key, name, members: members.map((member) => member.key) })),
    projects: projects.map(({ key, name, members }) => ({ key, name, members })),
    connections: connections.map(({ key, name, kind, settings, secrets, stand_ins: standIns }) => ({
      key,
      name,
      kind,
      settings,
      ...(standIns.length === 0 ? {} : { standIns }),
      secrets: Object.fromEntries(
        Object.keys(enteredSecrets({ kind, secrets })).map((secret) => [secret, { env: variableOf(key, secret) }]),
      ),
    })),
    templates: templates.map(({ key, name, body }) => ({ key, name, ...body })),
    calendars: calendars.map(({ key, name, body }) => ({ key, name, ...body })),
    schedules: schedules.map(exportedSchedule),
    policies: policies.map(({ key, name, fields }) => ({ key, name, ...fields })),
    policyGroups: policyGroups.map(({ key, name, policies: grouped }) => ({ key, name, policies: grouped })),
    ...(await exportAlerts(client)),
    ...(await exportReadings(client)),
  }
}
