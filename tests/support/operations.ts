// The operations of /v1 as its own document tells them, so that an operation of the future is tried too.
import type { V1World } from './v1.ts'

export type Operation = {
  readonly method: string
  readonly path: string
  /** One of these lets somebody in; null: whoever is signed in; nothing: anybody. */
  readonly needs: readonly string[] | null
}

type Described = { readonly description?: string; readonly security?: readonly unknown[] }

const needsOf = ({ description = '', security = [] }: Described): Operation['needs'] => {
  if (security.length === 0) return []
  const told = /Needs ((?:`[a-z:]+`(?: or )?)+)\.$/.exec(description)?.[1]
  return told === undefined ? null : told.split(' or ').map((one) => one.slice(1, -1))
}

export const operationsOf = async ({ ask }: Pick<V1World, 'ask'>): Promise<readonly Operation[]> => {
  const { body } = await ask('GET', '/v1/openapi.json')
  return Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Described>).map(([method, described]) => ({
      method: method.toUpperCase(),
      path,
      needs: needsOf(described),
    })),
  )
}

/** @param values by the name of the parameter; the rest is as `other` says */
export const pathOf = (path: string, values: Readonly<Record<string, string>>, other: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? other))
