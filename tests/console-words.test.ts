// Every text of the console stands in both catalogues, and every entry of them is used.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

type Catalogue = { readonly [key: string]: string | Catalogue }
const folder = fileURLToPath(new URL('../console/', import.meta.url))
const read = (path: string) => readFileSync(`${folder}${path}`, 'utf8')
const flat = (catalogue: Catalogue, prefix = ''): string[] =>
  Object.entries(catalogue).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`] : flat(value, `${prefix}${key}.`),
  )
const keysOf = (language: string) => flat(JSON.parse(read(`words/${language}.json`)) as Catalogue)
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'))
const texts = sources.map(read)

/** A key counts as used where a file names it whole, by its group and its end, or by a group with a computed end. */
const uses = (text: string, key: string): boolean => {
  const [group = '', end = key] = key.split('.')
  if (text.includes(`'${key}'`) || text.includes(`\`${group}.\${`)) return true
  return text.includes(`useTranslations('${group}')`) && text.includes(`'${end}'`)
}
/** What files ask for by a name that can be read: t('…') with the group of the file’s translations. */
const asked = texts.flatMap((text) => {
  const groups = [...text.matchAll(/useTranslations\('(\w+)'\)/g)].map(([, group]) => group)
  return [...text.matchAll(/\bt\('([\w.]+)'/g)].map(([, name = '']) => ({ name, groups }))
})

it('both languages have the same keys', () => expect(keysOf('en')).toEqual(keysOf('ja')))

it('every key is used', () => {
  expect(keysOf('ja').filter((key) => !texts.some((text) => uses(text, key)))).toEqual([])
})

it('every text asked for is there', () => {
  const keys = new Set(keysOf('ja'))
  const there = ({ name, groups }: { name: string; groups: (string | undefined)[] }) =>
    keys.has(name) || groups.some((group) => keys.has(`${group}.${name}`))
  expect(asked.filter((one) => !there(one))).toEqual([])
})
