// Who changed what, in a real browser: the audit log with its filters and its file, the history of one object, and an
// administrator's way to help somebody who lost their second factor.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { enter, look, visit, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
})
afterAll(() => demo.close())

type Sent = { readonly body?: unknown; readonly headers?: Record<string, string> }
const asked = async (method: string, path: string, { body, headers = {} }: Sent) => {
  const answer = await fetch(`${demo.ready.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return answer
}

it('changes are found by person, kind and time, with what was there before; as a file, and for one object alone', async () => {
  const { token } = demo.ready
  const steps = [{ destinations: [{ user: 'sato' }] }, { destinations: [{ user: 'suzuki' }] }]
  await demo.api('/v1/policies', { key: 'weekend', name: '週末', steps })
  await asked('PATCH', '/v1/policies/weekend', {
    body: { steps: steps.toReversed() },
    headers: { authorization: `Bearer ${token}` },
  })
  const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/settings' })
  await page.getByRole('link', { name: '監査ログ' }).click()
  await page.getByRole('listitem').filter({ hasText: 'weekend' }).first().waitFor()
  await page.getByLabel('何を').selectOption('session')
  await page.getByLabel('だれが').selectOption('admin')
  await page.getByText('サインイン · セッション').first().waitFor()
  expect(page.url()).toContain('kind=session')
  expect(await page.getByRole('listitem').filter({ hasText: 'weekend' }).count()).toBe(0)
  await page.getByLabel('この時刻まで').fill('2020-01-01T00:00')
  await page.getByText('この条件に合う記録はありません').waitFor()
  await page.getByLabel('この時刻まで').fill('')
  await page.getByLabel('だれが').selectOption('')
  await page.getByLabel('何を').selectOption('policy')
  const line = page.getByRole('listitem').filter({ hasText: '変更 · 連絡網' }).filter({ hasText: 'weekend' })
  await line.getByText('変わったところ').click()
  await line.locator('.diff .in').first().waitFor()
  await look(page, 'audit')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV で取り出す' }).click(),
  ])
  expect(readFileSync(await file.path(), 'utf8')).toMatch(/policy.*weekend/)
  await line.getByRole('button', { name: 'この対象だけ見る' }).click()
  await page.getByText('一つの対象について').waitFor()
  await expect.poll(() => page.getByRole('main').getByRole('listitem').count()).toBe(2)
  await page.goto(`${demo.ready.url}/console/policies/weekend`)
  await page.getByText('変更の履歴').click()
  await page.locator('.diff').first().waitFor()
  expect(faults).toEqual([])
  await close()
})

it('X-018 one makes a draft on a phone, another sees what it would change and approves; a second draft is rejected with a reason', async () => {
  const password = 'correct horse battery'
  await demo.api('/v1/accounts', { user: 'sato', account: 'sato', password, mustChange: false })
  await demo.api('/v1/roles', { role: 'project_manager', user: 'sato' })
  await demo.api('/v1/policies', {
    key: 'draftable',
    name: '下書き用',
    steps: [{ destinations: [{ user: 'suzuki' }] }],
  })
  const boss = await visitSignedIn(demo, { path: '/console/settings/drafts' })
  await boss.page.getByText('該当する下書きはありません').waitFor()
  await boss.page.getByLabel('連絡網などの変更に承認を必要とする').click()
  await look(boss.page, 'drafts-empty')
  const maker = await visit(demo, { width: 390, path: '/console/policies/draftable' })
  await enter(maker.page, { account: 'sato', password })
  await maker.page.getByText('保存すると下書きになり').waitFor()
  const save = async (name: string) => {
    await maker.page.getByLabel('名前', { exact: true }).fill(name)
    await maker.page.getByRole('button', { name: '下書きとして保存する' }).click()
    await maker.page.getByRole('status').getByText('下書きとして保存しました').waitFor()
  }
  await save('承認される')
  await look(maker.page, 'policy-draft')
  await maker.page.getByRole('link', { name: '下書きを見る' }).click()
  await maker.page.getByText('承認待ち').first().waitFor()
  await look(maker.page, 'draft-own')
  expect(await maker.page.getByRole('button', { name: '承認して反映する' }).count()).toBe(0)
  await boss.page.goto(`${demo.ready.url}/console/`)
  await boss.page.getByRole('link', { name: '承認待ち 1 件' }).click()
  await boss.page.getByRole('link', { name: '連絡網 draftable' }).click()
  await boss.page.getByText('name: 下書き用 → 承認される').waitFor()
  await boss.page.getByRole('button', { name: '承認して反映する' }).click()
  await boss.page.getByText('承認済み').waitFor()
  await maker.page.goto(`${demo.ready.url}/console/policies/draftable`)
  await maker.page.getByRole('heading', { name: '承認される' }).waitFor()
  await save('却下される')
  const { token } = demo.ready
  await asked('PATCH', '/v1/policies/draftable', {
    body: { name: '間の変更' },
    headers: { authorization: `Bearer ${token}` },
  })
  await boss.page.goto(`${demo.ready.url}/console/settings/drafts?state=open`)
  await boss.page.getByRole('link', { name: '連絡網 draftable' }).click()
  await boss.page.getByText('ほかの人が同じ対象を変更しました').waitFor()
  await look(boss.page, 'draft-meanwhile')
  expect(await boss.page.getByRole('button', { name: '承認して反映する' }).isDisabled()).toBe(true)
  await boss.page.getByRole('button', { name: '最新の状態に合わせる' }).click()
  await boss.page.getByText('name: 間の変更 → 却下される').waitFor()
  await boss.page.getByRole('button', { name: '却下する' }).click()
  await boss.page.getByLabel('却下の理由').fill('夜は二人で')
  await look(boss.page, 'draft-reject')
  await boss.page.getByRole('button', { name: '却下する' }).click()
  await boss.page.getByText('却下の理由: 夜は二人で').waitFor()
  await boss.page.goto(`${demo.ready.url}/console/settings/drafts`)
  const required = boss.page.getByLabel('連絡網などの変更に承認を必要とする')
  // A press, for `uncheck` looks at once, and the page shows it when it has been sent.
  await required.click()
  await expect.poll(() => required.isChecked()).toBe(false)
  expect([...boss.faults, ...maker.faults]).toEqual([])
  await Promise.all([boss.close(), maker.close()])
})

it('somebody who lost their phone: an administrator takes their second factor away, after asking once more', async () => {
  const password = 'correct horse battery'
  await demo.api('/v1/accounts', { user: 'suzuki', account: 'suzuki', password, mustChange: false })
  const signed = await asked('POST', '/v1/session', { body: { account: 'suzuki', password } })
  const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const own = { cookie, 'X-Requested-With': 'noroshi' }
  const begun = (await (
    await asked('POST', '/v1/session/second-factor', { body: { password }, headers: own })
  ).json()) as {
    secret: string
  }
  const { Secret, TOTP } = await import('otpauth')
  const code = new TOTP({ secret: Secret.fromBase32(begun.secret) }).generate()
  await asked('POST', '/v1/session/second-factor/confirm', { body: { code }, headers: own })
  const { page, faults, close } = await visitSignedIn(demo, { locale: 'en-US', path: '/console/people/suzuki' })
  await page.getByText('second factor on').waitFor()
  await page.getByRole('button', { name: 'Reset second factor' }).click()
  await page.getByText('Make sure that they asked for it').waitFor()
  await look(page, 'person-access')
  await page.getByRole('button', { name: 'Reset second factor' }).click()
  await page.getByText('no second factor').waitFor()
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('button', { name: 'Sign out everywhere' }).waitFor()
  await asked('POST', '/v1/session', { body: { account: 'suzuki', password } })
  expect(faults).toEqual([])
  await close()
})
