// Programs that are run for real: what they are given, what they are not, what is kept of what they print, and how they end.

import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import { createMessageWay } from '../message/way.ts'
import { channelCase, orderFor } from '../testing/channel.case.ts'
import { commandKind } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'noroshi-command-'))
/** An executable of this folder. */
const script = (name: string, lines: string): string => {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${lines}\n`)
  chmodSync(path, 0o755)
  return path
}
const keeper = script('keeper', `cat > "${folder}/$1.text"; printf '%s' "$NOROSHI_SUBJECT" > "${folder}/$1.subject"`)

let count = 0
channelCase({
  channel: 'command',
  kind: () => commandKind({ programs: [keeper] }),
  peer: () =>
    Promise.resolve({
      settings: { program: keeper, arguments: ['{{address}}'] },
      secrets: {},
      away: {},
      wrongSecrets: { settings: { program: '/bin/true' }, secrets: {} },
      arrived: (address) => {
        const read = (part: string): string => readFileSync(join(folder, `${address}.${part}`), 'utf8')
        return Promise.resolve({ subject: read('subject'), text: read('text') })
      },
      close: () => Promise.resolve(),
    }),
  isAway: false,
  address: () => `place-${++count}`,
  refused: null,
  badAddresses: ['', 'a\nb', 'x'.repeat(201)],
})

const place = (lines: string, settings: object = {}, text = 'x') => {
  const program = script(`program-${++count}`, lines)
  const all = { program, ...settings }
  return createMessageWay(commandKind({ programs: [program, '/nowhere/at-all'] }), {
    connections: {
      load: () => Promise.resolve({ id: 'connection-1' as ConnectionId, kind: 'command', settings: all, secrets: {} }),
    },
    causes: { read: () => Promise.resolve('') },
    originOf: () => Promise.resolve('https://noroshi.test'),
    log: { warn: () => undefined, error: () => undefined },
  }).place(orderFor('command', { address: 'gate', cause: { kind: 'text', text } }))
}

describe('T-010 a program', () => {
  it('is given its arguments as they are, whatever stands in them, and no shell sees them', async () => {
    const text = '$(touch /tmp/evil); `id` "\'\n--x\u0000y'
    const ran = await place(
      'printf "[%s]" "$@"',
      { arguments: ['--text={{text}}', '{{address}}', '{{unknown}}'] },
      text,
    )
    expect(ran).toMatchObject({
      kind: 'delivered',
      detail: `[--text=message $(touch /tmp/evil); \`id\` "'\n--xy][gate][]`,
    })
  })

  it('sees nothing of the server’s environment', async () => {
    const ran = (await place('env | grep -o "^[A-Za-z_]*=" | sort; pwd')) as {
      detail: string
    }
    const names = ran.detail.split('\n')
    expect(names.at(-1)).toBe('/')
    expect(names.slice(0, -1).filter((name) => !name.startsWith('NOROSHI_'))).toEqual(['LANG=', 'PATH=', 'PWD='])
    expect(names).toContain('NOROSHI_CALLOUT=')
  })

  it('that fails is told with what it said; one that says “not now” is tried again', async () => {
    expect(await place('echo broken >&2; exit 3')).toMatchObject({ kind: 'failed', detail: 'command.exit_3 broken' })
    expect(await place('exit 75')).toEqual({ kind: 'refused', refusal: 'temporary', code: 'command.exit_75' })
  })

  it('that never ends is ended with all it began', async () => {
    const alive = join(folder, 'alive')
    const ran = await place(`(sleep 4; touch ${alive}) & echo begun; sleep 600`, { timeoutSeconds: 1 })
    expect(ran).toMatchObject({ kind: 'failed', detail: 'command.timeout begun' })
    // What it began holds its output open: were it left alone, it would have been waited for, and have written.
    expect(() => readFileSync(alive)).toThrow('ENOENT')
  })

  it('that prints without end is read to its end, and its first words are kept', async () => {
    const ran = (await place('head -c 100000000 /dev/zero | tr "\\0" "a"')) as { kind: string; detail: string }
    expect(ran.kind).toBe('delivered')
    expect(ran.detail).toBe('a'.repeat(1_000))
  })

  it('is run only where the settings name it, and where it is', async () => {
    expect(await place('', { program: '/bin/sh' })).toMatchObject({
      refusal: 'configuration',
      code: 'command.not_allowed',
    })
    expect(await place('', { program: '/nowhere/at-all' })).toMatchObject({ code: 'command.ENOENT' })
  })

  it('that does not read what it is given, or leaves something in the background, is over when it ends', async () => {
    expect(await place('exec <&-; sleep 3 & exit 0', {}, 'x'.repeat(100_000))).toMatchObject({ kind: 'delivered' })
  })
})
