// What somebody may do: roles in the whole space or in one project, given and taken away one by one.

import { Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { RoleGrant } from '#contract/accounts'
import type { Project } from '#contract/projects'
import { Choice } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { choicesQuery, useMay } from '../../data/queries.ts'
import type words from '../../words/en.json'

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
  return ({ role, project }: Pick<RoleGrant, 'role' | 'project'>): string => {
    const name = isRole(role) ? t(`role.${role}`) : role
    return project === null ? name : t('access.within', { role: name, project })
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

const Give = ({ user, onGive, busy }: { user: string; onGive: (body: unknown) => void; busy: boolean }) => {
  const t = useTranslations()
  const may = useMay()
  const { data } = useQuery({ ...choicesQuery<Project>('/v1/projects'), enabled: may('projects:read') })
  const [role, setRole] = useState<string>('member')
  const [project, setProject] = useState('')
  const places = data?.items.map(({ key, name }) => ({ value: key, label: name })) ?? []
  return (
    <Group align="end">
      <Choice
        name="role"
        label={t('access.role')}
        value={role}
        onChange={setRole}
        hint={isRole(role) ? t(`roleDoes.${role}`) : undefined}
        options={roles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
      />
      <Choice
        name="project"
        label={t('access.where')}
        value={project}
        onChange={setProject}
        options={[{ value: '', label: t('access.everywhere') }, ...places]}
      />
      <Button
        variant="default"
        loading={busy}
        onClick={() => onGive({ role, user, project: project === '' ? null : project })}
      >
        {t('access.give')}
      </Button>
    </Group>
  )
}

export const Roles = ({ user }: { user: string }) => {
  const t = useTranslations('access')
  const may = useMay()
  const nameOf = useNames()
  const { data, error } = useQuery(choicesQuery<RoleGrant>('/v1/roles'))
  const order = useOrder()
  const mine = data?.items.filter((one) => one.user === user) ?? []
  return (
    <>
      <Said error={error ?? order.error} />
      {data !== undefined && mine.length === 0 && <p className="aside">{t('noRole')}</p>}
      <ul className="plain">
        {mine.map((one) => (
          <li key={one.id}>
            {nameOf(one)}{' '}
            {may('accounts:write') && (
              <Button
                variant="default"
                size="compact-md"
                disabled={order.isPending}
                aria-label={t('takeAway', { role: nameOf(one) })}
                onClick={() => order.mutate({ method: 'DELETE', path: `/${one.id}` })}
              >
                ✕
              </Button>
            )}
          </li>
        ))}
      </ul>
      {may('accounts:write') && (
        <Give user={user} busy={order.isPending} onGive={(body) => order.mutate({ method: 'POST', body })} />
      )}
    </>
  )
}
