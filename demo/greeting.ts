// What the demo says when it is ready, in both languages: where to look, and the one line that makes a phone ring.

type Where = {
  readonly url: string
  readonly simulator: string
  readonly token: string
  readonly account: string
  readonly password: string
}

export const greeting = ({ url, simulator, token, account, password }: Where): string => `
  Noroshi 狼煙

  画面 / console          ${url}/
  電話の画面 / phones      ${simulator}
  API の説明 / API         ${url}/v1/docs
  トークン / API token     ${token}
  管理者 / administrator   ${account} ${password}

  電話を鳴らす / make a phone ring (policies: night, managers, everyone, blogtest):

    curl -X POST ${url}/v1/callouts -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '{"policy":"night","text":"db01 のディスクが一杯です"}'

    NOROSHI_URL=${url} NOROSHI_TOKEN=${token} node_modules/.bin/noroshi call --policy night --text "db01 のディスクが一杯です" --wait

  Ctrl-C で終了 / ends it.
`
