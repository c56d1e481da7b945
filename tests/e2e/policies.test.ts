// The policy editor in a real browser: a policy made with the keyboard alone, its preview redrawn, its steps moved and dragged,
// saved, copied, and its ready lines for scripts.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Demo, startDemoForConsole } from '../support/demo.ts'
import { look, visitSignedIn } from '../support/look.ts'

let demo: Demo
beforeAll(async () => {
  demo = await startDemoForConsole()
})
afterAll(() => demo.close())

const usersOf = async (key: string): Promise<unknown> => {
  const { steps } = (await demo.api(`/v1/policies/${key}`)) as unknown as {
    steps: { destinations: { user: string }[] }[]
  }
  return steps.map((step) => step.destinations.map((one) => one.user))
}

describe('the policy editor', () => {
  it('J-010 J-027 makes a policy by keyboard, with the preview drawn beside it; what is wrong is said where it is', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/policies/new' })
    await page.getByLabel('名前', { exact: true }).fill('週末当番')
    for (const name of ['佐藤 翔太', '鈴木 美咲', 'Anna Weber']) {
      await page.getByRole('button', { name: `${name} を段に追加` }).focus()
      await page.keyboard.press('Enter')
    }
    await page.getByRole('img', { name: '予行の図' }).waitFor()
    await page.getByText('結果: 応答なし').waitFor()
    await page.getByLabel('もし全員が').selectOption('answers')
    await page.getByText('結果: 認知済み').waitFor()
    await page.getByRole('button', { name: '段 3 を上へ' }).press('Enter')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('段 2 を上へ')
    await page.getByRole('button', { name: '保存する' }).press('Enter')
    await page.locator('[aria-invalid=true]').waitFor()
    await look(page, 'policy-wrong')
    await page.getByLabel('キー').fill('weekend')
    await page.getByLabel('手段').nth(1).selectOption({ label: '本人の順番' })
    await page.getByRole('button', { name: '保存する' }).press('Enter')
    await page.getByRole('heading', { name: '週末当番' }).waitFor()
    expect(await usersOf('weekend')).toEqual([['sato'], ['anna'], ['suzuki']])
    const { steps } = await demo.api('/v1/policies/weekend')
    expect(steps).toMatchObject([{}, { destinations: [{ user: 'anna', methods: 'own' }] }, {}])
    expect(faults).toEqual([])
    await close()
  })

  it('K-011 K-016 X-108 shows its id, ready lines and whose number is called, and is changed by dragging on a narrow screen too', async () => {
    const { page, faults, close } = await visitSignedIn(demo, { width: 390, path: '/console/policies/weekend' })
    const { id } = await demo.api('/v1/policies/weekend')
    await page.locator('.heading code').getByText(String(id)).waitFor()
    await page.getByText('スクリプトから始める').click()
    const lines = await page.locator('.ways code').allTextContents()
    expect(lines.join('\n')).toContain(`"callflowId":"${String(id)}"`)
    expect(lines.join('\n')).toContain('/api/v1/net/%E9%80%B1%E6%9C%AB%E5%BD%93%E7%95%AA/execute')
    await page.getByText('スクリプトから始める').click()
    const chip = page.getByRole('button', { name: '鈴木 美咲 を段に追加' })
    // Both ends are to be seen at once: what scrolls under the mouse is not what was taken hold of.
    await page.setViewportSize({ width: 390, height: 2_400 })
    await chip.dragTo(page.locator('.step').first())
    await page.setViewportSize({ width: 390, height: 844 })
    await page.locator('.step').filter({ hasText: '+819001230001' }).first().waitFor()
    await page.getByRole('button', { name: '段 3 を外す' }).click()
    await page.getByRole('button', { name: '保存する' }).click()
    await expect.poll(() => usersOf('weekend')).toEqual([['sato', 'suzuki'], ['anna']])
    await look(page, 'policy')
    await page.getByRole('button', { name: '試しに送る' }).click()
    await page.getByRole('button', { name: '送ってみる' }).waitFor()
    await look(page, 'policy-tried')
    await page.getByRole('button', { name: '複製する' }).click()
    await page.getByRole('heading', { name: '連絡網を作る' }).waitFor()
    expect(await page.getByLabel('キー').inputValue()).toBe('weekend-2')
    expect(faults).toEqual([])
    await close()
  })

  it('what is known late moves nothing, and the preview is asked for once, as wide as its place', async () => {
    await demo.api('/v1/users', { key: 'nowhere', name: '連絡先 なし' })
    const steps = ['sato', 'nowhere', 'anna'].map((user) => ({ destinations: [{ user }] }))
    await demo.api('/v1/policies', { key: 'late', name: '遅れて分かる', steps })
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/policies' })
    let answer: () => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/v1/readiness?**', async (route) => {
      await asked
      await route.continue()
    })
    const previews: string[] = []
    page.on('request', (request) => request.url().includes('/policies/preview') && previews.push(request.url()))
    await page.goto(`${demo.ready.url}/console/policies/late`)
    const picture = page.getByRole('img', { name: '予行の図' })
    await picture.waitFor()
    // What is wrong with a step stands there already when the step is shown first.
    await page.locator('.step .finding').first().waitFor()
    const places = () =>
      page.locator('.editing, .step, .foreseen').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
    const before = await places()
    expect(before.length).toBeGreaterThan(4)
    answer()
    await page.getByText('いま 1 人に連絡できません: 連絡先 なし').waitFor()
    expect(await places()).toEqual(before)
    const room = (await page.locator('.foreseen').boundingBox())?.width ?? 0
    expect((await picture.boundingBox())?.width).toBe(Math.floor(room))
    expect(previews).toHaveLength(1)
    expect(faults).toEqual([])
    await close()
  })

  it('of a long policy only what may be seen is drawn whole; what is scrolled to can be changed, and the focus goes along', async () => {
    const people = ['sato', 'suzuki', 'anna']
    const steps = Array.from({ length: 120 }, (_one, index) => ({ destinations: [{ user: people[index % 3] }] }))
    await demo.api('/v1/policies', { key: 'long', name: '長い連絡網', steps })
    const { page, faults, close } = await visitSignedIn(demo, { path: '/console/policies/long' })
    const all = page.locator('ol.steps').first().locator('> .step')
    await expect.poll(() => all.count()).toBe(120)
    await page.getByRole('button', { name: '段 1 を下へ' }).waitFor()
    expect(await page.locator('.moving').count()).toBeLessThan(60)
    const far = all.nth(99)
    expect(await far.textContent()).toContain('佐藤')
    expect(await far.getByRole('button').count()).toBe(0)
    await far.scrollIntoViewIfNeeded()
    await page.getByRole('button', { name: '段 100 を下へ' }).click()
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('段 101 を下へ')
    await page.getByRole('button', { name: '段 99 を外す' }).click()
    await expect.poll(() => all.count()).toBe(119)
    await page.getByRole('button', { name: '保存する' }).click()
    const order = [...steps.slice(0, 98), steps[100], steps[99], ...steps.slice(101)]
    await expect.poll(() => usersOf('long')).toEqual(order.map((one) => [one?.destinations[0]?.user]))
    expect(faults).toEqual([])
    await close()
  })
})
