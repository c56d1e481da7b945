// What somebody, or everybody in a group, may do: roles in the whole space or in one project, given and taken away one by one.

import { Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { RoleGrant } from '#contract/accounts'
import type { Project } from '#contract/projects'
import { ask } from '../data/api.ts'
import { everyQuery, useMay } from '../data/queries.ts'
import type words from '../words/en.json'
import { Choice, Form } from './form.tsx'
import { Said } from './said.tsx'
import { SoughtChoice } from './sought-choice.tsx'

type Role = keyof typeof words.role
const roles = [
  'viewer',
  'member',
  'operator',
  'project_manager',
  'space_administrator',
  'administrator',
] as const satisfies readonly Role[]

const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text)

const useNames = () => {
  const t = useTranslations()
  return ({ role, project, projectName }: Pick<RoleGrant, 'role' | 'project' | 'projectName'>): string => {
    const name = isRole(role) ? t(`role.${role}`) : role
    return project === null ? name : t('access.within', { role: name, project: projectName ?? project })
  }
}

type Order = { readonly method: string; readonly path?: string; readonly body?: unknown }

const useOrder = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ path = '', ...asked }: Order) => ask<unknown>(`/v1/roles${path}`, asked),
    onSuccess: () => client.invalidateQueries({ queryKey: ['roles'] }),
  })
}

export type RoleHolder = { readonly user: string } | { readonly group: string }

const Give = ({ holder }: { holder: RoleHolder }) => {
  const t = useTranslations()
  const may = useMay()
  const [role, setRole] = useState<string>('member')
  const [project, setProject] = useState('')
  const give = useOrder()
  const body = { role, ...holder, project: project === '' ? null : project }
  return (
    <Form error={give.error} onSubmit={() => give.mutate({ method: 'POST', body })}>
      <Group align="end">
        <Choice
          name="role"
          label={t('access.role')}
          value={role}
          onChange={setRole}
          hint={isRole(role) ? t(`roleDoes.${role}`) : undefined}
          options={roles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
        />
        <SoughtChoice<Project>
          path="/v1/projects"
          name="project"
          label={t('access.where')}
          value={project}
          onChange={setProject}
          none={t('access.everywhere')}
          enabled={may('projects:read')}
        />
        <Button type="submit" variant="default" loading={give.isPending}>
          {t('access.give')}
        </Button>
      </Group>
      <Said error={give.error} />
    </Form>
  )
}

export const Roles = ({ holder }: { holder: RoleHolder }) => {
  const t = useTranslations()
  const may = useMay()
  const nameOf = useNames()
  const { data, error } = useQuery(everyQuery<RoleGrant>('/v1/roles', holder))
  const take = useOrder()
  const mine = data ?? []
  const ofGroup = 'group' in holder
  return (
    <>
      <Said error={error ?? take.error} />
      {data !== undefined && mine.length === 0 && (
        <p className="aside">{t(ofGroup ? 'groups.noRole' : 'access.noRole')}</p>
      )}
      <ul className="plain">
        {mine.map((one) => (
          <li key={one.id}>
            {nameOf(one)} {one.byProvider && <span className="aside">{t('access.byProvider')}</span>}
            {may('accounts:write') && !one.byProvider && (
              <Button
                variant="default"
                size="compact-md"
                disabled={take.isPending}
                aria-label={t('access.takeAway', { role: nameOf(one) })}
                onClick={() => take.mutate({ method: 'DELETE', path: `/${one.id}` })}
              >
                ✕
              </Button>
            )}
          </li>
        ))}
      </ul>
      {may('accounts:write') && <Give holder={holder} />}
    </>
  )
}
