// The rules and the dashboard in packaging/ against what a process really tells.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { requestMetrics } from '#http/metrics'
import { measures } from './measures.ts'

const packaged = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../packaging/${name}`, import.meta.url)), 'utf8')

type Rule = { readonly alert: string; readonly expr: string; readonly annotations: { readonly summary: string } }
const rules = (parse(packaged('prometheus-rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
)
type Panel = { readonly title: string; readonly targets: readonly { readonly expr: string }[] }
const { panels } = JSON.parse(packaged('grafana-dashboard.json')) as { panels: Panel[] }

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
