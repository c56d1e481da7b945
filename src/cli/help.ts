// Help for the whole command line and for each command, in both languages, made from the table in commands.ts.
import type { CommandSpec, OptionSpec } from './command.ts'
import type { Words } from './deps.ts'
import { columns, type Terminal } from './terminal.ts'

const titles = {
  usage: { en: 'Usage', ja: '使い方' },
  commands: { en: 'Commands', ja: 'コマンド' },
  options: { en: 'Options', ja: 'オプション' },
  global: { en: 'Options of every command', ja: '共通オプション' },
  examples: { en: 'Examples', ja: '例' },
  settings: { en: 'Settings', ja: '設定' },
  exits: { en: 'Exit codes', ja: '終了コード' },
} as const satisfies Record<string, Words>

const about: Words = {
  en: 'Noroshi calls the people on duty, in your order, until somebody has it.',
  ja: 'Noroshi（狼煙）は、担当者が対応するまで、決めた順に連絡し続けます。',
}

const exits: Words = {
  en: '0  done, or acknowledged\n1  not acknowledged, or failed\n2  refused, or bad usage\n3  server not reachable',
  ja: '0  完了、または認知された\n1  認知されなかった、または失敗\n2  拒否された、または使い方の誤り\n3  サーバにつながらない',
}

const more: Words = {
  en: 'More on one command: noroshi <command> --help',
  ja: '各コマンドの説明: noroshi <コマンド> --help',
}

type Section = { readonly title: string | null; readonly body: readonly string[] }

/** Returns the help of one command. */
export function commandHelp(command: CommandSpec, global: readonly OptionSpec[], terminal: Terminal): string {
  const { say } = terminal
  const usage = ['noroshi', command.name, command.args, command.options.length > 0 ? '[options]' : undefined]
  const details = command.details === undefined ? [] : ['', ...say(command.details).split('\n')]
  const examples = command.examples.flatMap(({ does, line }) => [`# ${say(does)}`, line])
  const appendix = command.appendix?.(terminal.language).split('\n')
  return render(terminal, [
    { title: null, body: [say(command.summary), ...details] },
    { title: say(titles.usage), body: [usage.filter((part) => part !== undefined).join(' ')] },
    { title: say(titles.options), body: optionLines(command.options, terminal) },
    { title: say(titles.global), body: optionLines(global, terminal) },
    { title: say(titles.examples), body: examples },
    { title: say(titles.settings), body: appendix ?? [] },
  ])
}

/** Returns the help of the whole command line. */
export function globalHelp(
  commands: readonly CommandSpec[],
  global: readonly OptionSpec[],
  terminal: Terminal,
): string {
  const { say } = terminal
  const rows = commands.map(({ name, args, summary }) => [`${name} ${args ?? ''}`.trim(), say(summary)])
  return render(terminal, [
    { title: null, body: [say(about)] },
    { title: say(titles.usage), body: [`noroshi <${say({ en: 'command', ja: 'コマンド' })}> [options]`] },
    { title: say(titles.commands), body: columns(rows) },
    { title: say(titles.global), body: optionLines(global, terminal) },
    { title: say(titles.exits), body: say(exits).split('\n') },
    { title: null, body: [say(more)] },
  ])
}

function optionLines(options: readonly OptionSpec[], { say }: Terminal): string[] {
  const rows = options.map(({ name, short, value, help }) => {
    const flags = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`
    return [flags, say(help)]
  })
  return columns(rows)
}

function render({ paint }: Terminal, sections: readonly Section[]): string {
  return sections
    .filter(({ body }) => body.length > 0)
    .map(({ title, body }) => {
      const lines = title === null ? body : body.map((line) => (line === '' ? '' : `  ${line}`))
      return [...(title === null ? [] : [paint('bold', title)]), ...lines].join('\n')
    })
    .join('\n\n')
}
