// The settings explained, for `noroshi serve --help`: made from the table that reads them.
import { definitionOf, settingKeys } from './definitions.ts'
import type { Language } from './problems.ts'

const intro = {
  en: 'Settings come from the environment or a YAML file named by --config or NOROSHI_CONFIG; the environment wins.',
  ja: '設定は環境変数、または --config か NOROSHI_CONFIG で指定した YAML ファイルで行います。環境変数が優先されます。',
}
const labels = {
  en: { preset: 'default', inFile: 'in the file' },
  ja: { preset: '既定値', inFile: 'ファイルでの名前' },
}

/** Returns the explanation of every setting. */
export function settingsHelp(language: Language): string {
  const { preset, inFile } = labels[language]
  const blocks = settingKeys.map((key) => {
    const definition = definitionOf(key)
    const value = definition.presetWords?.[language] ?? definition.preset ?? '–'
    return `  ${definition.env}\n      ${definition.help[language]}\n      ${preset}: ${value}; ${inFile}: ${key}`
  })
  return [intro[language], ...blocks].join('\n\n')
}
