// For tests of incidents: a space with people of every kind of contact method, and two projects.

import type { V1World } from './v1.ts'

export const phone = (index: number, isDefault = true) => ({
  channel: 'phone',
  label: '携帯',
  address: `+81-90-0123-000${index}`,
  default: isDefault,
})
export const mail = (address: string, isDefault: boolean) => ({
  channel: 'mail',
  label: address,
  address,
  default: isDefault,
})

/** sato: phone and two mails; suzuki: a mail that is no default; kato: a phone. `web` has the first two, `empty` nobody. */
export const furnishIncidents = async ({ ask }: Pick<V1World, 'ask'>): Promise<void> => {
  const settings = { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true }
  await ask('POST', '/v1/connections', { body: { key: 'sim', name: '模擬', settings, secrets: { authToken: 's' } } })
  const people = [
    ['sato', '佐藤', [phone(1), mail('sato@example.jp', true), mail('s@example.jp', true)]],
    ['suzuki', '鈴木', [mail('suzuki@example.jp', false)]],
    ['kato', '加藤', [phone(3)]],
  ] as const
  for (const [key, name, contactMethods] of people) {
    await ask('POST', '/v1/users', { body: { key, name, contactMethods } })
  }
  const members = [{ user: 'sato' }, { user: 'suzuki' }]
  await ask('POST', '/v1/projects', { body: { key: 'web', name: 'Web', members } })
  await ask('POST', '/v1/projects', { body: { key: 'empty', name: '空' } })
  for (const project of ['default', 'web', 'empty']) {
    const body = { notice: { from: '+815012345678' } }
    await ask('PATCH', `/v1/projects/${project}/incident-settings`, { body })
  }
}
