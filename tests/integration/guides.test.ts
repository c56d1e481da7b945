// The guides (docs/guide): every command in them is run as it stands there, on a demo that is just started, and does what it says.
// What needs the outside is marked in the document, and listed in one place.
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PATIENCE_MS, startDemoUnseen } from '../support/demo.ts'
import { commandsIn, follow, otherBlocksIn } from '../support/guide.ts'

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

  it.each([
    ['alertmanager', 'guide-am', 'db01.example.jp', 'DiskFull'],
    ['nagios', 'guide-nagios', 'db01', 'Disk'],
    ['icinga', 'guide-icinga', 'db01', 'Disk'],
    ['zabbix', 'guide-zabbix', 'db01', 'The disk is 95% full'],
    ['grafana', 'guide-grafana', 'ap01', 'High memory usage'],
    ['uptime-kuma', 'guide-kuma', 'shop.example.jp', 'Orders'],
    ['monit', 'guide-monit', 'ap01', 'orders'],
    ['any-json', 'guide-json', 'db01', 'disk'],
  ])('%s: what it tells calls, and its recovery ends that', async (...[guide, source, host, service]) => {
    const said = await follow(`docs/guide/${guide}.en.md`, demo.ready)
    expect(said).toContain(host)
    const { items } = (await demo.api(`/v1/alerts?source=${source}`)) as unknown as { items: object[] }
    expect(items).toMatchObject([{ host, service, state: 'recovered' }])
    const newest = async () =>
      ((await demo.api('/v1/callouts?policy=night&limit=1')) as unknown as { items: { outcome: string }[] }).items
    await expect.poll(newest, { timeout: PATIENCE_MS }).toMatchObject([{ outcome: 'recovered' }])
  })

  it('heartbeat: a ping is heard, and the next is awaited', async () => {
    const said = await follow('docs/guide/heartbeat.en.md', demo.ready)
    expect(said).toMatch(/"heartbeatNow":\{"state":"up","pingedAt":"20/)
  })

  it.each<[string, string, RegExp, object]>([
    ['jp1-cs', 'jp1-night', /"status":"accepted"/, { text: '夜間バッチが異常終了しました' }],
    ['telstaff', 'tel-night', /運用連絡網|tel-night/, { text: 'web01 が応答しません\nホスト web01' }],
    ['pigeon', 'pgn-flow', /"callflowName":"障害コール 2"/, {}],
    ['x-mon', 'xmon-turn', /山田 太郎/, { outcome: null, text: expect.stringContaining('web01') as string }],
  ])('from %s: its people, its policies, and a script that changed its host name', async (...row) => {
    const [guide, policy, saying, callout] = row
    // In Japanese, as those come who have used it.
    const said = await follow(`docs/guide/${guide}.ja.md`, demo.ready)
    expect(said).toContain('山田 太郎')
    expect(said).toMatch(saying)
    const newest = async () =>
      ((await demo.api(`/v1/callouts?policy=${policy}&limit=1`)) as unknown as { items: object[] }).items
    await expect.poll(newest, { timeout: PATIENCE_MS }).toMatchObject([callout])
  })

  it('from Reactio: an incident that rings its project’s members', async () => {
    await follow('docs/guide/reactio.ja.md', demo.ready)
    const { items } = (await demo.api('/v1/incidents')) as unknown as { items: { id: string }[] }
    expect(items).toMatchObject([{ name: 'サイト閲覧不可', status: 'close' }])
    const { items: callouts } = (await demo.api(`/v1/callouts?limit=1`)) as unknown as { items: object[] }
    expect(callouts).toMatchObject([{ text: expect.stringContaining('至急対応をお願い致します。') as string }])
  })

  it.each(guides)('%s is the same in Japanese, but for its words', (guide) => {
    const bare = (document: string) =>
      commandsIn(document)
        .replaceAll(/^(cat > \S+\.csv) .*?^END$/gms, '$1')
        .replaceAll(/"[^"\n]*"/g, '…')
        .replaceAll(/(name|language|label): [^,\n}]*/g, '$1')
    expect(bare(`docs/guide/${guide}.ja.md`)).toBe(bare(`docs/guide/${guide}.en.md`))
  })
  it('what no test runs is marked where it stands, in both languages, and listed in one place', () => {
    const marks = (guide: string, language: string, saying: RegExp) =>
      otherBlocksIn(`docs/guide/${guide}.${language}.md`).map(({ mark }) => {
        expect(mark, `${guide}.${language}.md`).toMatch(saying)
        return mark
      })
    const rows = guides.flatMap((guide) => {
      const english = marks(guide, 'en', /^(needs the outside|not run by the test): /)
      expect(marks(guide, 'ja', /^(外部が必要|テストでは実行しない): /)).toHaveLength(english.length)
      return english.map((mark) => `| [${guide}](${guide}.en.md) | ${mark} |`)
    })
    const listed = readFileSync(new URL('../../docs/guide/README.md', import.meta.url), 'utf8').split(
      '| guide | why |',
    )[1]
    expect(listed?.split('\n').filter((line) => line.startsWith('| ['))).toEqual(rows)
  })
})
