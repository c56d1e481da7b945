// Alerts in the console, in a real browser: a source with its key and what to paste, rules in their order with a dry run, and what
// fails as it comes.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
})
afterAll(() => demo.close())

const tell = (host: string, more: object = {}) =>
  demo.api('/v1/alerts', {
    source: 'own',
    events: [{ kind: 'problem', dedupKey: host, host, service: 'disk', condition: 'CRITICAL', ...more }],
  })

describe('alerts in the console', () => {
  it('R-059: from nothing to a source: its key is shown once, with what to paste; a sample shows how its JSON is read', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/alerts' })
    await page.getByText('まだアラートはありません').waitFor()
    await look(page, 'alerts-none')
    await page.getByRole('link', { name: '監視元へ' }).click()
    await page.getByText('まだ監視元はありません').waitFor()
    await page.getByRole('link', { name: '監視元を追加' }).click()
    await page.getByLabel('監視システム').selectOption('generic')
    await page.getByLabel('名前').fill('自作ツール')
    await page.getByLabel('プログラムが送る JSON をそのまま').check()
    await page.getByLabel('プログラムが送る JSON の例').fill('{"node":{"name":"db01"},"state":"NG"}')
    expect(
      await page.locator('datalist option').evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value)),
    ).toEqual(['$.node.name', '$.state'])
    await page.getByLabel('対象を見分けるもの').fill('$.node.name')
    await page.getByLabel('ホスト', { exact: true }).fill('$.node.name')
    await page.getByLabel('状態のある場所').fill('$.state')
    await page.getByRole('list', { name: 'こう読まれます' }).getByText('db01').waitFor()
    await page.getByLabel('キー', { exact: true }).fill('own')
    await look(page, 'source-new')
    await page.getByRole('button', { name: '作ってキーを見る' }).click()
    const once = page.getByRole('status').filter({ hasText: '一度だけ' })
    const secret = (await once.locator('code').textContent()) ?? ''
    await page.getByText(`Authorization: Bearer ${secret}`).first().waitFor()
    await look(page, 'source-made')
    const sent = await fetch(`${demo.ready.url}/hooks/alerts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ node: { name: 'web09' }, state: 'NG' }),
    })
    expect(sent.status).toBe(202)
    await page.getByRole('link', { name: '監視元の画面へ' }).click()
    await page.getByText('最後に届いたのは').waitFor()
    expect(await page.content()).not.toContain(secret)
    await look(page, 'source')
    await demo.api('/v1/sources', {
      key: 'letters',
      name: '監視メール',
      kind: 'mail',
      mail: { authServer: 'mx.example.jp' },
    })
    const own = page.url()
    await page.goto(`${demo.ready.url}/console/sources/letters`)
    await page.getByRole('heading', { name: '最近届いたメール' }).waitFor()
    await page.getByText('まだ届いていません。').waitFor()
    await look(page, 'source-mail')
    await page.goto(own)
    await page.getByRole('button', { name: 'キーを作り直す' }).click()
    await page.getByRole('group').getByRole('button', { name: 'キーを作り直す' }).click()
    await once.waitFor()
    await page.getByLabel('名前').fill('自作の監視')
    await page.getByRole('button', { name: '保存する' }).click()
    await page.getByRole('heading', { name: '自作の監視' }).waitFor()
    expect(faults).toEqual([])
    await close()
  })

  it('rules are made, put in order by keyboard, and tried before anything happens', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { locale: 'en-US', path: '/console/rules' })
    await page.getByText('There are no rules yet').waitFor()
    await look(page, 'rules-none')
    for (const [key, hosts] of [
      ['web', 'web*'],
      ['databases', 'db*'],
    ] as const) {
      await page.getByRole('link', { name: 'Add a rule' }).click()
      await page.getByLabel('Name', { exact: true }).fill(key)
      await page.getByLabel('Key').fill(key)
      await page.getByLabel('Hosts').fill(hosts)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.locator('select[name=policy][aria-invalid=true]').waitFor()
      await page.getByLabel('Policy that calls').selectOption('night')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('heading', { name: key }).waitFor()
      await page.getByRole('link', { name: '← Rules' }).click()
    }
    await page.getByRole('button', { name: 'Move databases up' }).press('Enter')
    const names = async () => ((await demo.api('/v1/rules'))['items'] as { key: string }[]).map(({ key }) => key)
    await expect.poll(names).toEqual(['databases', 'web'])
    await page.getByRole('button', { name: 'Move databases down' }).and(page.locator(':focus')).waitFor()
    await page.getByLabel('Host', { exact: true }).fill('mail01')
    await page.getByText('Nobody is called.').waitFor()
    await page.getByLabel('Host', { exact: true }).fill('db07')
    await page.getByText('→ calls at once').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'web*' }).getByText('夜間当番').waitFor()
    await page.getByRole('link', { name: '夜間当番', exact: true }).waitFor()
    await page.getByText('佐藤 翔太, 鈴木 美咲').waitFor()
    await look(page, 'rules')
    await page.getByRole('link', { name: 'web', exact: true }).first().click()
    await page.getByLabel('must last').fill('60')
    await page.getByLabel('Also open an incident').check()
    await page.getByLabel('One incident for each').selectOption('host')
    await page.getByLabel('When all of it has recovered').selectOption('close')
    await look(page, 'rule')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect
      .poll(() => demo.api('/v1/rules/web'))
      .toMatchObject({ delaySeconds: 60, incident: { project: null, per: 'host', onRecovery: 'close' } })
    expect(faults).toEqual([])
    await close()
  })

  it('what fails appears by itself, says what the rules do, and is acknowledged; filters stand in the address', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/alerts?state=problem' })
    await page.getByRole('link', { name: 'web09' }).waitFor()
    await tell('mail01', { severity: 'warning', summary: '<b>残り 1 %</b>' })
    const line = page.getByRole('listitem').filter({ hasText: 'mail01' })
    await line.getByText('当てはまる通報ルールなし').waitFor()
    await page.getByLabel('重大度').selectOption('warning')
    await page.getByRole('link', { name: 'web09' }).waitFor({ state: 'detached' })
    expect(page.url()).toContain('severity=warning')
    await look(page, 'alerts')
    await line.getByRole('link').click()
    await page.getByText('当てはまる通報ルールはありません').waitFor()
    await page.getByRole('button', { name: '認知する' }).click()
    await page.getByText('✓ 認知済み').waitFor()
    await look(page, 'alert')
    await tell('db01')
    await page.getByRole('link', { name: '← アラート' }).click()
    await page.getByRole('link', { name: 'db01' }).click()
    await page.getByText('→ すぐ通報します').waitFor()
    await page.getByRole('link', { name: '通報を見る' }).click()
    await page.getByRole('button', { name: '認知する' }).waitFor()
    expect(faults).toEqual([])
    await close()
  })
})
