// The rules and the dashboard in packaging/ against what a process really tells.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { requestMetrics } from '#http/metrics'
import { measures } from './measures.ts'

const packaged = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../packaging/${name}`, import.meta.url)), 'utf8')

type Rule = { readonly alert: string; readonly expr: string; readonly annotations: { readonly summary: string } }
const rules = (parse(packaged('prometheus-rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
)
/** Of Grafana's documented model of a dashboard (schema version 36 and later) what an import refuses, or draws wrongly, without. */
const datasource = z.strictObject({ type: z.literal('prometheus'), uid: z.string().min(1) })
const dashboard = z.object({
  uid: z.string().regex(/^[\w-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  version: z.int().min(0),
  tags: z.array(z.string()),
  time: z.object({ from: z.string(), to: z.string() }),
  refresh: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string(), query: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.int().positive(),
      type: z.enum(['stat', 'timeseries', 'gauge', 'table', 'bargauge']),
      title: z.string().min(1),
      datasource,
      gridPos: z.strictObject({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1), h: z.int().min(1) }),
      fieldConfig: z.object({ defaults: z.object({}), overrides: z.array(z.unknown()) }),
      options: z.object({}).optional(),
      targets: z
        .array(
          z.object({ refId: z.string().regex(/^[A-Z]$/), expr: z.string().min(1), datasource: datasource.optional() }),
        )
        .min(1),
    }),
  ),
})
const shown: unknown = JSON.parse(packaged('grafana-dashboard.json'))
const { panels } = shown as z.infer<typeof dashboard>

const asked = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
]

it.each(asked)('%s asks for what there is', async (_name, expr) => {
  const registry = measures({ load: () => ({ effects: 0, events: 0 }) }, { failing: () => 0 })
  requestMetrics(registry)
  const told = await registry.metrics()
  const names = [...expr.matchAll(/\b(?:noroshi|nodejs|process)_\w+/g)].map(([name]) => name)
  expect(names.length + (expr.includes('up{') ? 1 : 0)).toBeGreaterThan(0)
  for (const name of names) expect(told, name).toContain(`# TYPE ${name.replace(/_(count|bucket|sum)$/, '')} `)
})

it('every rule says what is wrong and where', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  for (const { annotations } of rules) expect(annotations.summary).toContain('{{ $labels.instance }}')
})

it('the dashboard is one as Grafana documents it, whose panels have ids of their own and stand beside one another', () => {
  expect(z.prettifyError(dashboard.safeParse(shown).error ?? new z.ZodError([]))).toBe('')
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const taken = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
  )
  expect(new Set(taken).size).toBe(taken.length)
  for (const { gridPos, targets } of panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24)
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
  }
})

it('the dashboard is one by Grafana’s own types', () => {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-dashboard-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const modules = fileURLToPath(new URL('../../node_modules', import.meta.url))
  symlinkSync(modules, join(folder, 'node_modules'))
  const text = `import type { Dashboard } from '@grafana/schema'\nexport const shown: Dashboard = ${packaged('grafana-dashboard.json')}`
  writeFileSync(join(folder, 'dashboard.ts'), text)
  const compile = [
    join(modules, 'typescript/bin/tsc'),
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'nodenext',
  ]
  const { stdout, status } = spawnSync(process.execPath, [...compile, 'dashboard.ts'], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect([stdout, status]).toEqual(['', 0])
})
