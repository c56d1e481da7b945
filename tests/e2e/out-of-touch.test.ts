// The console without its network and with it again, and two of them at once.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
})
afterAll(() => demo.close())

const start = async (text: string): Promise<string> =>
  String((await demo.api('/v1/callouts', { policy: 'night', text }))['id'])

it('offline, a page says that what it shows is old, and a press fails at once; back, it is as things are', async () => {
  const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/' })
  const id = await start('db01 が応答しません')
  const take = page.getByRole('button', { name: '認知する' })
  await take.waitFor()
  await page.context().setOffline(true)
  await page.getByText('サーバとつながっていません').waitFor()
  await take.click()
  await page.getByText('サーバに届きません').waitFor()
  await look(page, 'offline')
  expect((await demo.api(`/v1/callouts/${id}`))['outcome']).toBeNull()
  await demo.api(`/v1/callouts/${id}/acknowledge`, {})
  await page.context().setOffline(false)
  await page.getByText('サーバとつながっていません').waitFor({ state: 'hidden' })
  await page.getByText('実行中の通報はありません').waitFor()
  expect(faults).toEqual([])
  await close()
})

it('what one browser does the other shows by itself', async () => {
  const one = await visitSignedIn(demo, { path: '/console/' })
  const other = await visitSignedIn(demo, { locale: 'en-US', path: '/console/' })
  await start('web01 が応答しません')
  for (const { page } of [one, other]) await page.getByText('web01 が応答しません').waitFor()
  await one.page.getByRole('button', { name: '認知する' }).click()
  await other.page.getByText('No callout is running').waitFor()
  for (const { faults, close } of [one, other]) {
    expect(faults).toEqual([])
    await close()
  }
})
