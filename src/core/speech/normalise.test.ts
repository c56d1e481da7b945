// What is said of texts from monitoring systems: every rule by table, and how rules and dictionary share a text.

import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { createReader, type RuleName, type RuleSwitches, ruleNames } from './normalise.ts'
import type { Entry } from './readings.ts'

const only = (wanted: RuleName): RuleSwitches => Object.fromEntries(ruleNames.map((name) => [name, name === wanted]))
const nothing: RuleSwitches = Object.fromEntries(ruleNames.map((name) => [name, false]))

const reader = (language: 'ja' | 'en', switches: RuleSwitches = {}, entries: readonly Entry[] = []) =>
  createReader({ language, switches, entries })

type Row = readonly [text: string, ja: string, en: string]

const tables: Readonly<Record<RuleName, readonly Row[]>> = {
  urls: [
    [
      'https://mon.example.jp/d/abc?x=1を確認',
      'mon example jpのリンクを確認',
      'a link to mon dot example dot jpを確認',
    ],
    ['(http://web-1:8080/).', '(web 1のリンク).', '(a link to web 1).'],
    ['https://user:secret@db01/x', 'db01のリンク', 'a link to db01'],
    ['http://10.0.0.1/', 'イチゼロ テン ゼロ テン ゼロ テン イチのリンク', 'a link to 1 0 dot 0 dot 0 dot 1'],
    ['file:///etc/hosts', 'リンク', 'a link'],
    ['x://y', 'x://y', 'x://y'],
  ],
  paths: [
    [
      '/var/log/nginx/error.log.',
      'var、log、nginx、error log.',
      'slash var slash log slash nginx slash error dot log.',
    ],
    ['/data 95%', 'data 95%', 'slash data 95%'],
    ['C:\\logs\\app.log', 'シードライブ、logs、app log', 'drive C, logs, app dot log'],
    ['\\\\srv01\\share', 'srv01、share', 'srv01, share'],
    ['C:\\ と \\\\', 'シードライブ と \\\\', 'drive C と \\\\'],
    ['N/A, 10 /s, 昼/夜, /..., a/b', 'N/A, 10 /s, 昼/夜, /..., a/b', 'N/A, 10 /s, 昼/夜, /..., a/b'],
  ],
  ids: [
    ['3f2a9c1e-0b7d-4e55-9a10-c0ffee00d1a7', '末尾ディーイチエーナナのID', 'ID ending in D 1 A 7'],
    ['commit 9fceb02', 'commit 末尾イービーゼロニーのID', 'commit ID ending in E B 0 2'],
    ['0xdeadbeef01', '末尾イーエフゼロイチのID', 'ID ending in E F 0 1'],
    ['deadbeef 20261122 abc123', 'deadbeef 20261122 abc123', 'deadbeef 20261122 abc123'],
  ],
  addresses: [
    [
      '192.168.10.254へ',
      'イチキュウニー テン イチロクハチ テン イチゼロ テン ニーゴーヨンへ',
      '1 9 2 dot 1 6 8 dot 1 0 dot 2 5 4へ',
    ],
    ['10.0.0.1.', 'イチゼロ テン ゼロ テン ゼロ テン イチ.', '1 0 dot 0 dot 0 dot 1.'],
    [
      '10.0.0.0/8:443',
      'イチゼロ テン ゼロ テン ゼロ テン ゼロ スラッシュ ハチ ポート ヨンヨンサン',
      '1 0 dot 0 dot 0 dot 0 slash 8 port 4 4 3',
    ],
    ['fe80::1%eth0', 'エフイーハチゼロ コロンコロン イチ', 'F E 8 0 double colon 1'],
    ['::1: timeout', 'コロンコロン イチ: timeout', 'double colon 1: timeout'],
    [
      '2001:db8::/32',
      'ニーゼロゼロイチ コロン ディービーハチ コロンコロン スラッシュ サンニー',
      '2 0 0 1 colon D B 8 double colon slash 3 2',
    ],
    [
      '1:2:3:4:5:6:7:8',
      'イチ コロン ニー コロン サン コロン ヨン コロン ゴー コロン ロク コロン ナナ コロン ハチ',
      '1 colon 2 colon 3 colon 4 colon 5 colon 6 colon 7 colon 8',
    ],
    [
      '00:1a:2b:3c:4d:5e',
      'ゼロゼロ コロン イチエー コロン ニービー コロン サンシー コロン ヨンディー コロン ゴーイー',
      '0 0 colon 1 A colon 2 B colon 3 C colon 4 D colon 5 E',
    ],
    ['999.1.1.1 1.2.3 1.2.3.4.5', '999.1.1.1 1.2.3 1.2.3.4.5', '999.1.1.1 1.2.3 1.2.3.4.5'],
    [
      '03:15:30 a::b 1::2::3 :1:2:: 12345::1',
      '03:15:30 a::b 1::2::3 :1:2:: 12345::1',
      '03:15:30 a::b 1::2::3 :1:2:: 12345::1',
    ],
    ['1:2:3:4:5:6:7::8', '1:2:3:4:5:6:7::8', '1:2:3:4:5:6:7::8'],
  ],
  dates: [
    ['2026-11-22', '2026年11月22日', 'November 22, 2026'],
    ['2026/1/2.', '2026年1月2日.', 'January 2, 2026.'],
    ['2026-11-22T03:15', '2026年11月22日 03:15', 'November 22, 2026 03:15'],
    ['Nov 22 03:15', '11月22日 03:15', 'November 22 03:15'],
    [
      '2026-13-01 2026-11-32 2026-00-01 2026-01-00',
      '2026-13-01 2026-11-32 2026-00-01 2026-01-00',
      '2026-13-01 2026-11-32 2026-00-01 2026-01-00',
    ],
    [
      '1.2026-11-22 2026-11-22-3 2026/11-22 Nov 42',
      '1.2026-11-22 2026-11-22-3 2026/11-22 Nov 42',
      '1.2026-11-22 2026-11-22-3 2026/11-22 Nov 42',
    ],
  ],
  times: [
    ['03:15に', '3時15分に', '3:15に'],
    ['3:00', '3時', '3:00'],
    ['03:00:05', '3時0分5秒', '3:00 and 5 seconds'],
    ['23:59:59.123Z', '協定世界時23時59分59秒', '23:59 and 59 seconds UTC'],
    ['T03:15:30+09:00', 'T日本時間3時15分30秒', 'T3:15 and 30 seconds Japan time'],
    ['03:15:30-0530', '協定世界時マイナス5時間30分の3時15分30秒', '3:15 and 30 seconds UTC minus 5:30'],
    ['03:15:30+01:00', '協定世界時プラス1時間の3時15分30秒', '3:15 and 30 seconds UTC plus 1'],
    ['03:15-04:00', '3時15分-4時', '3:15-4:00'],
    ['25:00 3:60 localhost:80 1:2:3:4', '25:00 3:60 localhost:80 1:2:3:4', '25:00 3:60 localhost:80 1:2:3:4'],
  ],
  units: [
    ['CPU 98.5%です', 'CPU 98.5パーセントです', 'CPU 98.5 percentです'],
    ['残り5GB、-3℃', '残り5ギガバイト、マイナス3度', '残り5 gigabytes、minus 3 degrees Celsius'],
    [
      '+1,024 MB/s 80-90%',
      'プラス1,024メガバイト毎秒 80-90パーセント',
      'plus 1,024 megabytes per second 80-90 percent',
    ],
    ['web-5GB a5ms 5msec %20 50%25', 'web-5GB a5ms 5msec %20 50%25', 'web-5GB a5ms 5msec %20 50%25'],
  ],
  digits: [
    ['受付1234567890', '受付イチニーサンヨン、ゴーロクナナハチ、キュウゼロ', '受付1 2 3 4, 5 6 7 8, 9 0'],
    ['123456789012345678901234', '末尾イチニーサンヨン', 'ending in 1 2 3 4'],
    [
      '123456 1234567円 1234567.5 v1234567',
      '123456 1234567円 1234567.5 v1234567',
      '123456 1234567円 1234567.5 v1234567',
    ],
  ],
  severities: [
    ['CRITICAL critical Warning', 'クリティカル クリティカル ワーニング', 'critical critical Warning'],
    ['CRIT WARN OK UP', 'クリティカル ワーニング オーケー アップ', 'critical warning OK UP'],
    ['HOST_DOWN', 'HOST_ダウン', 'HOST_down'],
    ['down OKAY ERRORS constructor', 'down OKAY ERRORS constructor', 'down OKAY ERRORS constructor'],
  ],
  terms: [
    ['Zabbix と nginx', 'ザビックス と エンジンエックス', 'Zabbix と engine x'],
    ['MySQL5 nginxes', 'MySQL5 nginxes', 'MySQL5 nginxes'],
  ],
  acronyms: [
    ['CPU使用率 HTTP EC2', 'シーピーユー使用率 エイチティーティーピー イーシー2', 'CPU使用率 HTTP EC2'],
    ['TRAFFIC', 'traffic', 'traffic'],
    ['BCDFGHJKL A MySQL', 'BCDFGHJKL A MySQL', 'BCDFGHJKL A MySQL'],
  ],
  hosts: [
    ['db_server-01.example.co.jp', 'db server 01 example co jp', 'db server 01 dot example dot co dot jp'],
    ['web-01 v1.2.3 app.js', 'web 01 v1.2.3 app js', 'web 01 v1.2.3 app dot js'],
    ['01-web 2.a', '01 web 2 a', '01 web 2 dot a'],
    [
      'follow-up 10-20 98.5 a@b.example sato.t@b.example',
      'follow-up 10-20 98.5 a@b.example sato.t@b.example',
      'follow-up 10-20 98.5 a@b.example sato.t@b.example',
    ],
  ],
  symbols: [
    ['*** 障害 ***', '障害', '障害'],
    ['#12 と a#1', 'ナンバー12 と a#1', 'number 12 と a#1'],
    ['OK -> DOWN', 'OK 、 DOWN', 'OK to DOWN'],
  ],
}

describe('the rules, one by one', () => {
  for (const [rule, rows] of Object.entries(tables)) {
    it.each(rows)(`X-038 ${rule}: %s`, (text, ja, en) => {
      expect(reader('ja', only(rule as RuleName)).read(text)).toBe(ja)
      expect(reader('en', only(rule as RuleName)).read(text)).toBe(en)
    })
  }

  it('all switched off change nothing', () => {
    const text = Object.values(tables).flatMap((rows) => rows.map(([written]) => written))
    for (const one of text) expect(reader('ja', nothing).read(one)).toBe(one)
  })
})

describe('rules together', () => {
  it.each([
    [
      '[CRITICAL] db_server-01 2026-11-22T03:15:00+09:00 CPU 98.5%',
      '[クリティカル] db server 01 2026年11月22日 日本時間3時15分0秒 シーピーユー 98.5パーセント',
    ],
    ['** PROBLEM alert - web01/HTTP is CRITICAL **', 'プロブレム alert - web01/エイチティーティーピー is クリティカル'],
    ['vol-0a1b2c3d4e5f', 'vol 末尾ヨンイーゴーエフのID'],
    ['DB-SERVER_01', 'ディービー server 01'],
    ['db01 が停止しました', 'db01 が停止しました'],
  ])('%s', (text, said) => {
    expect(reader('ja').read(text)).toBe(said)
  })
})

describe('the dictionary and the rules', () => {
  const db = { word: 'db', reading: 'データベース' }
  const upper = { word: 'TRAFFIC', reading: 'トラフィック' }
  it.each([
    ['X-040 a name is split around its reading', 'db_server', 'データベース server', [db]],
    ['X-039 the dictionary comes before the rules', 'TRAFFIC', 'トラフィック', [upper]],
    ['a reading is not read by rules', 'x', 'CRITICAL 10.0.0.1', [{ word: 'x', reading: 'CRITICAL 10.0.0.1' }]],
    ['a word in an address of a page', 'https://db01.example.jp/db', 'データベース01 example jpのリンク', [db]],
    [
      'a word in what is left out of an address',
      'https://db:pw@web.example/ db',
      'web exampleのリンク データベース',
      [db],
    ],
    ['a word in a path', '/var/db/x db', 'var、データベース、x データベース', [db]],
    [
      'a word in an id or an IP address breaks it: it was asked for',
      '10.0.0.1',
      'じゅう 0.0.1',
      [{ word: '10', reading: 'じゅう' }],
    ],
    ['signs are text', '<b>&amp; db', '<b>&amp; データベース', [db]],
  ])('%s', (...[, text, said, entries]) => {
    expect(reader('ja', {}, entries).read(text)).toBe(said)
  })

  it('tells every place with what was applied', () => {
    const { text, spoken, parts } = reader('ja', {}, [db, upper]).explain('TRAFFIC\u0000  https://db1/ CPU')
    expect([text, spoken]).toEqual(['TRAFFIC https://db1/ CPU', 'トラフィック データベース1のリンク シーピーユー'])
    expect(parts.map(({ start, end, ...rest }) => [text.slice(start, end), rest])).toEqual([
      ['TRAFFIC', { spoken: 'トラフィック', rule: null, entries: [upper] }],
      ['https://db1/', { spoken: 'データベース1のリンク', rule: 'urls', entries: [db] }],
      ['CPU', { spoken: 'シーピーユー', rule: 'acronyms', entries: [] }],
    ])
  })
})

describe('bounds', () => {
  const long = { word: 'a', reading: 'あ'.repeat(limits.dictionary.readingCharacters.max) }

  it('a text grows by so much and is said as written from there on', () => {
    const said = reader('ja', {}, [long]).read('a-'.repeat(1_000))
    expect(said.length).toBeLessThanOrEqual(2_000 + limits.dictionary.growthCharacters.max)
    expect(said.endsWith('a-a-')).toBe(true)
  })

  it('beyond what a call can hold a text is said as it is written', () => {
    const text = `${'x'.repeat(limits.dictionary.textCharacters.max - 1)}aa`
    expect(
      reader('ja', {}, [{ word: 'a', reading: 'あ' }])
        .read(text)
        .slice(-2),
    ).toBe('あa')
  })
})
