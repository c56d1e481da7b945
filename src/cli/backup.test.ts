// `noroshi backup` and `noroshi restore`: what they are asked, and what they say.
import { expect, it } from 'vitest'
import { run } from './testing/run.ts'

it.each([
  ['backup', 'Written. What it needs to be of use is the secret key: /data/secret.key\n'],
  ['restore', 'Restored. Start the server with the same secret key: /data/secret.key\n'],
] as const)('%s works on the file that is named and says where the key lies', async (name, said) => {
  const asked: unknown[] = []
  const work = (file: string, { config }: { config: string | null }) => {
    asked.push([file, config])
    return Promise.resolve({ ok: true, keyFile: '/data/secret.key' } as const)
  }
  const ran = await run([name, 'all.gz', '-c', 'n.yaml'], { env: { LANG: 'C' }, deps: { [name]: work } })
  expect(ran).toMatchObject({ code: 0, err: said })
  expect(asked).toEqual([['all.gz', 'n.yaml']])
})

it('says what went wrong, and needs a file', async () => {
  const backup = () => Promise.resolve({ ok: false, detail: 'all.gz exists already.' } as const)
  expect(await run(['backup', 'all.gz'], { deps: { backup } })).toMatchObject({
    code: 1,
    err: 'all.gz exists already.\n',
  })
  expect((await run(['restore'])).code).toBe(2)
})
