// People out of a spreadsheet: what a file would change is shown first; then all of it is taken, with how far it is, or nothing.

import { Button, FileButton, Group, Progress, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { UserImport, UserImportProgress } from '#contract/user-import'
import { Changes } from '../../components/changes.tsx'
import { Page } from '../../components/page.tsx'
import { Said } from '../../components/said.tsx'
import { ask, askLines, queryOf, Refusal } from '../../data/api.ts'
import { useLanguage } from '../../data/words.tsx'

type Far = { readonly done: number; readonly rows: number }

const useImport = () => {
  const client = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const [far, setFar] = useState<Far | null>(null)
  const look = useMutation({
    mutationFn: (table: File) => ask<UserImport>('/v1/users/import?dryRun=true', { method: 'POST', csv: table }),
  })
  const take = useMutation({
    mutationFn: async ({ table, seen }: { readonly table: File; readonly seen: string }) => {
      for await (const line of askLines<UserImportProgress>(`/v1/users/import${queryOf({ seen })}`, {
        method: 'POST',
        csv: table,
      })) {
        if ('result' in line) return line.result
        if ('problem' in line) throw new Refusal(500, line.problem)
        setFar(line)
      }
      throw new TypeError('the answer broke off')
    },
    onSuccess: () => Promise.all(['users', 'groups'].map((key) => client.invalidateQueries({ queryKey: [key] }))),
    onSettled: () => setFar(null),
  })
  const choose = (table: File | null) => {
    setFile(table)
    look.reset()
    take.reset()
    if (table !== null) look.mutate(table)
  }
  return { file, far, look, take, choose }
}

/** Every line that cannot be taken, with its column and what helps. */
const Wrong = ({ error }: { error: Error | null }) =>
  error instanceof Refusal && (
    <ul className="plain">
      {Object.entries(error.fields).map(([field, message]) => (
        <li key={field}>
          <strong>{field}</strong> <span>{message}</span>
        </li>
      ))}
    </ul>
  )

const Looked = ({ looked }: { looked: UserImport }) => {
  const t = useTranslations('peopleImport')
  const { rows, created, updated, unchanged, groups, changes } = looked
  const all = created + updated
  return (
    <>
      <p role="status">{t('looked', { rows, created, updated, unchanged })}</p>
      {groups.length > 0 && <p>{t('groups', { names: groups.join(', ') })}</p>}
      {all === 0 && groups.length === 0 && <p>{t('nothing')}</p>}
      {all > 0 && (
        <details>
          <summary>{t('changes')}</summary>
          {all > changes.length && <p className="aside">{t('firstOf', { shown: changes.length, all })}</p>}
          <ul className="lines">
            {changes.map((change) => (
              <li key={change.line}>
                <span className="aside">{t('line', { line: change.line })}</span>
                <span>
                  <strong>{t(change.action === 'create' ? 'create' : 'update')}</strong> {change.name}{' '}
                  <span className="aside">{change.key}</span>
                  <Changes changes={change.fields} />
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

const Taking = ({ far }: { far: Far | null }) => {
  const t = useTranslations('peopleImport')
  const { done, rows } = far ?? { done: 0, rows: 0 }
  const share = rows === 0 ? 0 : Math.round((100 * done) / rows)
  const said = rows === 0 ? t('reading') : t('taking', { done, rows })
  return (
    <>
      <p role="status">{said}</p>
      <Progress value={share} color="ink" aria-label={said} />
      <p className="aside">{t('whole')}</p>
    </>
  )
}

const Choose = ({ label, onChoose }: { label: string; onChoose: (file: File | null) => void }) => (
  <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={onChoose}>
    {(props) => (
      <Button variant="default" {...props}>
        {label}
      </Button>
    )}
  </FileButton>
)

const Taken = ({ taken: { created, updated } }: { taken: UserImport }) => {
  const t = useTranslations('peopleImport')
  return (
    <>
      <p role="status">{t('taken', { created, updated })}</p>
      <Link to="/people">{t('toPeople')}</Link>
    </>
  )
}

const Refused = ({ error }: { error: Error | null }) => {
  const t = useTranslations('peopleImport')
  const ofLines = error instanceof Refusal && Object.keys(error.fields).length > 0
  return (
    <>
      <Said error={error} />
      {ofLines && <p>{t('wrong')}</p>}
      <Wrong error={error} />
    </>
  )
}

type Importing = ReturnType<typeof useImport>
type NextProps = Pick<Importing, 'file' | 'choose'> & { readonly again: boolean; readonly onTake: (() => void) | null }

/** What can be done next: take what was looked at, look again, or choose another file. */
const Next = ({ file, choose, again, onTake }: NextProps) => {
  const t = useTranslations('peopleImport')
  return (
    <Group>
      {onTake !== null && (
        <Button color="ink" onClick={onTake}>
          {t('take')}
        </Button>
      )}
      {again && (
        <Button variant="default" onClick={() => choose(file)}>
          {t('again')}
        </Button>
      )}
      <Choose label={t(file === null ? 'choose' : 'other')} onChoose={choose} />
      {onTake !== null && (
        <Button variant="default" onClick={() => choose(null)}>
          {t('no')}
        </Button>
      )}
    </Group>
  )
}

const changesSome = ({ created, updated, groups }: UserImport): boolean => created + updated + groups.length > 0

const LookedAt = ({ file, look, take, choose }: Omit<Importing, 'far'>) => {
  const error = take.error ?? look.error
  const looked = error === null ? look.data : undefined
  const onTake =
    file !== null && looked !== undefined && changesSome(looked)
      ? () => take.mutate({ table: file, seen: looked.seen })
      : null
  return (
    <>
      <Refused error={error} />
      {looked !== undefined && <Looked looked={looked} />}
      <Next file={file} choose={choose} again={error !== null && file !== null} onTake={onTake} />
    </>
  )
}

const Steps = () => {
  const t = useTranslations('peopleImport')
  const { far, ...rest } = useImport()
  const { look, take } = rest
  if (take.data !== undefined) return <Taken taken={take.data} />
  if (take.isPending) return <Taking far={far} />
  if (look.isPending) return <p role="status">{t('reading')}</p>
  return <LookedAt {...rest} />
}

export const ImportPeople = () => {
  const t = useTranslations()
  const { language } = useLanguage()
  const back = (
    <Link to="/people" className="back">
      ← {t('people.title')}
    </Link>
  )
  return (
    <Page title={t('peopleImport.title')} help="peopleImport" above={back}>
      <Text>{t('peopleImport.what')}</Text>
      <Text className="aside">{t('peopleImport.cells')}</Text>
      <a href={`/v1/users.csv${queryOf({ lang: language })}`} download="people.csv">
        {t('peopleImport.template')}
      </a>
      <Steps />
    </Page>
  )
}
