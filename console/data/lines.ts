// Ready lines for scripts: how a policy is started by each way in, as something a shell can run at once. What is nobody's to show twice
// stands in variables of the shell; everything else is filled in.

export type Way = 'v1' | 'command' | 'jp1' | 'pigeon'
type Line = { readonly way: Way; readonly line: string }

type Called = {
  /** `https://noroshi.example.jp` */
  readonly origin: string
  readonly policy: { readonly id: string; readonly key: string; readonly name: string }
  /** What the policy speaks by; null: our own words. */
  readonly template: { readonly id: string; readonly parameters: readonly string[] } | null
  readonly text: string
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Within double quotes a shell puts in what its variables hold. */
const post = (address: string, header: string, body: string): string =>
  `curl -sS -X POST ${quoted(address)} \\\n  -H "${header}" \\\n  -H 'Content-Type: application/json' \\\n  -d ${body}`

const json = (body: unknown): string => quoted(JSON.stringify(body))

/** For each parameter a value to be replaced: its own name. */
const valuesOf = (template: Called['template']): Readonly<Record<string, string>> =>
  Object.fromEntries((template?.parameters ?? []).map((name) => [name, name]))

const v1 = ({ origin, policy, template, text }: Called): string => {
  const parameters = valuesOf(template)
  const given = Object.keys(parameters).length === 0 ? {} : { parameters }
  return post(
    `${origin}/v1/callouts`,
    'Authorization: Bearer $NOROSHI_TOKEN',
    json({ policy: policy.key, text, ...given }),
  )
}

const command = ({ policy, template, text }: Called): string => {
  const parameters = Object.entries(valuesOf(template)).map(([name, value]) => ` --param ${quoted(`${name}=${value}`)}`)
  return `noroshi call --policy ${quoted(policy.key)} --text ${quoted(text)}${parameters.join('')} --wait`
}

/** Its token comes of signing in first. */
const jp1 = ({ origin, policy, text }: Called): string =>
  [
    `ID_TOKEN=$(curl -sS -X POST ${quoted(`${origin}/api/v1/signin`)} -H 'Content-Type: application/json' \\`,
    `  -d "{\\"account\\":\\"$JP1_ACCOUNT\\",\\"password\\":\\"$JP1_PASSWORD\\"}" | sed 's/.*"id_token":"\\([^"]*\\)".*/\\1/')`,
    post(
      `${origin}/api/v1/net/${encodeURIComponent(policy.name)}/execute`,
      'Authorization: Bearer $ID_TOKEN',
      json({ tel_content: text }),
    ),
  ].join('\n')

/** Where the policy names no template of its own, the words come along. */
const pigeon = ({ origin, policy, template, text }: Called): string => {
  const said =
    template === null
      ? { guidance: { messageTemplate: text } }
      : { guidanceId: template.id, parameters: { text, ...valuesOf(template) } }
  return post(
    `${origin}/api/apps/pigeon/chain/invoke`,
    'X-Authorization: Token $NOROSHI_TOKEN',
    json({ params: { callflowId: policy.id, ...said } }),
  )
}

export const linesOf = (called: Called): readonly Line[] => [
  { way: 'v1', line: v1(called) },
  { way: 'command', line: command(called) },
  { way: 'jp1', line: jp1(called) },
  { way: 'pigeon', line: pigeon(called) },
]
