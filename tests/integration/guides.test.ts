// The guides (docs/guide): every command in them is run as it stands there, on a demo that is just started, and does what it says.
// What needs the outside is marked in the document, and listed in one place.
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoUnseen } from '../support/demo.ts'
import { commandsIn, follow } from '../support/guide.ts'

type Demo = Awaited<ReturnType<typeof startDemoUnseen>>
let demo: Demo
beforeAll(async () => {
  demo = await startDemoUnseen()
})
afterAll(() => demo.close())

const guides = readdirSync(new URL('../../docs/guide/', import.meta.url))
  .filter((file) => file.endsWith('.en.md'))
  .map((file) => file.slice(0, -'.en.md'.length))

describe('the guides', () => {
  it('the first hour: each command does what it says; what is paused calls nobody', async () => {
    const said = await follow('docs/guide/first-hour.en.md', demo.ready)
    expect(said).toContain('Robin Example')
    const { items } = (await demo.api('/v1/callouts?policy=first-hour')) as unknown as { items: object[] }
    expect(items).toMatchObject([
      { text: 'Nobody hears this', outcome: 'suppressed' },
      { text: 'This is only practice' },
    ])
  })

  it.each([
    ['policies', 'Dana Boss'],
    ['calendars', 'Night Aoki'],
    ['twilio', 'Robin Real'],
    ['closed-networks', 'Kim Closed'],
  ])('%s: each command does what it says', async (guide, somebody) => {
    expect(await follow(`docs/guide/${guide}.en.md`, demo.ready)).toContain(somebody)
  })

  it.each(guides)('%s is the same in Japanese, but for its words', (guide) => {
    const bare = (document: string) =>
      commandsIn(document)
        .replaceAll(/"[^"]*"/g, '…')
        .replaceAll(/(name|language|label): [^,\n}]*/g, '$1')
    expect(bare(`docs/guide/${guide}.ja.md`)).toBe(bare(`docs/guide/${guide}.en.md`))
  })
})
