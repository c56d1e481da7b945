// `noroshi import`: what people copy out of other systems into a spreadsheet, well and badly, and what becomes of it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { run } from './testing/run.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-import-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const put = (file: string, content: string | Uint8Array) => writeFileSync(join(folder, file), content)
const imported = async () => {
  const { code, out, err } = await run(['import', folder], { env: { LANG: 'C' } })
  return { code, err, document: code === 0 ? (parse(out) as Record<string, unknown>) : null }
}

const people =
  '氏名,電話,メール,グループ\n佐藤 翔太,090-0123-0001;03-0000-0001,sato@example.jp,基盤\n鈴木 美咲,090-0123-0002,,基盤\n'

describe('noroshi import', () => {
  it('T-022 K-011 makes users, groups and policies of two tables, in the order of their steps', async () => {
    put('people.csv', people)
    put(
      'policies.csv',
      '連絡網,段,通知先,手段,待ち(秒),周回,方式,次の連絡網\n夜間当番,2,基盤,メール,,,,\n夜間当番,1,佐藤 翔太,,60,3,輪番,管理者\n管理者,,鈴木 美咲,,,,,\n',
    )
    expect(await imported()).toMatchObject({
      code: 0,
      document: {
        version: 1,
        users: [
          {
            key: '佐藤-翔太',
            name: '佐藤 翔太',
            language: 'ja',
            contactMethods: [
              { channel: 'phone', label: 'default', address: '090-0123-0001', default: true },
              { channel: 'phone', label: '2', address: '03-0000-0001', default: false },
              { channel: 'mail', label: 'default', address: 'sato@example.jp', default: true },
            ],
          },
          { key: '鈴木-美咲' },
        ],
        groups: [{ key: '基盤', name: '基盤', members: ['佐藤-翔太', '鈴木-美咲'] }],
        policies: [
          {
            key: '夜間当番',
            mode: 'sequential',
            loops: { max: 3 },
            escalatesTo: '管理者',
            steps: [
              { destinations: [{ user: '佐藤-翔太' }], waitSeconds: 60 },
              { destinations: [{ group: '基盤', channel: 'mail' }] },
            ],
          },
          { key: '管理者', steps: [{ destinations: [{ user: '鈴木-美咲' }] }] },
        ],
      },
    })
  })

  it('T-022 K-008 X-026 brings along whose habits a policy has, what it says and who calls are transferred to', async () => {
    put(
      'policies.csv',
      'Policy,Destination,Kind,Template,Transfer to\nFlow,sato,pigeon,outage,+81 90 0123 0009\nNights,sato,輪番,,\nAll,sato,xmon_broadcast,,\n',
    )
    expect((await imported()).document).toMatchObject({
      policies: [
        { key: 'Flow', kind: 'pigeon', template: 'outage', transferTo: '+81 90 0123 0009' },
        { key: 'Nights', kind: 'xmon_rotation' },
        { key: 'All', kind: 'xmon_broadcast' },
      ],
    })
    put('policies.csv', 'Policy,Destination,Kind\nFlow,sato,pidgin\n')
    expect((await imported()).err).toContain('line 2: there is no kind “pidgin” of policies; there are noroshi, jp1,')
  })

  it.each([
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${people}`)],
    ['UTF-16', Buffer.from(`\uFEFF${people}`, 'utf16le')],
    // 氏名 / 山田 in Shift_JIS
    ['Shift_JIS', Buffer.from([0x8e, 0x81, 0x96, 0xbc, 0x0a, 0x8e, 0x52, 0x93, 0x63, 0x0a])],
    [
      'English headings in full width, quoted',
      Buffer.from('"Ｎａｍｅ"," Phone"\r\n"Doe, Jane","+81 90 0123 0001"\r\n'),
    ],
  ])('reads %s', async (_, bytes) => {
    put('people.csv', bytes)
    const { code, document } = await imported()
    expect(code).toBe(0)
    expect(JSON.stringify(document)).toMatch(/佐藤 翔太|山田|Doe, Jane/)
  })

  it('refuses the whole of it and names every wrong line, and the cure', async () => {
    put('people.csv', '氏名,言語\n佐藤,ja\n,ja\n佐藤,ja\n!!!,fr\n')
    const { code, err } = await imported()
    expect(code).toBe(2)
    expect(err).toContain('line 3: the name is missing')
    expect(err).toContain('line 4: “佐藤” stands in line 2 already')
    expect(err).toContain('line 5: give a key')
    expect(err).toContain('line 5: the language is ja or en')
  })

  it('refuses what contradicts itself in a policy, and destinations nobody brought', async () => {
    put('people.csv', people)
    put(
      'policies.csv',
      '連絡網,段,通知先,手段,周回,方式\n夜間,one,佐藤 翔太,狼煙,3,輪番\n夜間,2,山田,,4,\n,,,,,\n昼間,1,,,,同時\n',
    )
    const { code, err } = await imported()
    expect(code).toBe(2)
    for (const words of [
      'line 2: “Step” must be a whole number, not “one”',
      'line 2: there is no channel “狼煙”',
      'line 3: “山田” is not in people.csv',
      'line 3: “Rounds” is another than in line 2',
      'line 4: the policy is missing',
      'line 5: the destination is missing',
      'line 5: the mode is sequential or simultaneous',
    ])
      expect(err).toContain(words)
  })

  it.each([
    ['氏名,携帯\n', 'there is no column “携帯”'],
    ['氏名,氏名\n', 'stands twice'],
    ['氏名\n"佐藤\n', 'is not CSV'],
    [Buffer.from([0xff, 0x00, 0x81]), 'neither UTF-8'],
  ])('says what is wrong with a file as such: %j', async (content, words) => {
    put('people.csv', content)
    const { code, err } = await imported()
    expect(code).toBe(2)
    expect(err).toContain(words)
  })

  it('without any table says how to make them; they are written once, and never over others', async () => {
    const nothing = await imported()
    expect(nothing).toMatchObject({ code: 2, err: expect.stringContaining('--template') })
    const first = await run(['import', folder, '--template'], { env: { LANG: 'ja_JP.UTF-8' } })
    expect([first.code, readFileSync(join(folder, 'people.csv'), 'utf8')]).toEqual([
      0,
      '\uFEFF氏名,キー,言語,電話,SMS,メール,Slack,グループ\r\n',
    ])
    const again = await run(['import', folder, '--template'], { env: { LANG: 'C' } })
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('is there already')])
    expect(await imported()).toMatchObject({ code: 0, document: { version: 1 } })
  })
})
