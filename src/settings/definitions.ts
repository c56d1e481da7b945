// Every setting, once: its name in the environment, its kind, what it is when not given, and what it means.
// The key is its name in the configuration file. Reading, errors and help all follow this table.
import type { KindName, Words } from './kinds.ts'

export type Definition = {
  env: string
  kind: KindName
  /** the value's text when nobody gives one; null: there is none */
  preset: string | null
  /** the default in words, where `preset` does not say it */
  presetWords?: Words
  /** never shown in a message or a log */
  secret?: true
  help: Words
}

export const definitions = {
  port: {
    env: 'NOROSHI_PORT',
    kind: 'port',
    preset: '8080',
    help: {
      en: 'HTTP port: console, APIs and the providers’ callbacks.',
      ja: 'HTTP のポート。コンソール、API、プロバイダからのコールバックを受けます。',
    },
  },
  host: {
    env: 'NOROSHI_HOST',
    kind: 'host',
    preset: '0.0.0.0',
    help: {
      en: 'Address to listen on. The demo listens on 127.0.0.1 only.',
      ja: '待ち受けるアドレス。デモは 127.0.0.1 だけで待ち受けます。',
    },
  },
  dataDir: {
    env: 'NOROSHI_DATA_DIR',
    kind: 'path',
    preset: './data',
    help: {
      en: 'Embedded database and generated keys. One process at a time.',
      ja: '組み込みデータベースと自動生成した鍵の置き場所。同時に使えるのは 1 プロセスです。',
    },
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    kind: 'databaseUrl',
    preset: null,
    presetWords: { en: 'the embedded PostgreSQL', ja: '組み込みの PostgreSQL' },
    secret: true,
    help: {
      en: 'Use this PostgreSQL (15 or newer, UTF8) instead of the embedded one.',
      ja: '組み込みの代わりに使う PostgreSQL（15 以上、UTF8）。',
    },
  },
  publicUrl: {
    env: 'NOROSHI_PUBLIC_URL',
    kind: 'publicUrl',
    preset: null,
    presetWords: { en: 'http://127.0.0.1:<port>', ja: 'http://127.0.0.1:<ポート>' },
    help: {
      en: 'The address at which providers and people reach Noroshi. Signatures are checked against it.',
      ja: 'プロバイダと利用者が Noroshi に届く URL。署名もこの URL で検証します。',
    },
  },
  secretKey: {
    env: 'NOROSHI_SECRET_KEY',
    kind: 'key',
    preset: null,
    presetWords: {
      en: 'made in the data directory; must be given with DATABASE_URL',
      ja: 'データディレクトリに自動生成。DATABASE_URL を使うときは必須',
    },
    secret: true,
    help: {
      en: 'Encrypts stored secrets: 32 bytes, the same for every process on a database.',
      ja: '保存する秘密情報の暗号鍵（32 バイト）。同じデータベースを使う全プロセスで同じものを指定します。',
    },
  },
  secretKeyFile: {
    env: 'NOROSHI_SECRET_KEY_FILE',
    kind: 'path',
    preset: null,
    help: {
      en: 'A file that holds the secret key, instead of NOROSHI_SECRET_KEY.',
      ja: 'NOROSHI_SECRET_KEY の代わりに、鍵を書いたファイル。',
    },
  },
  tlsCert: {
    env: 'NOROSHI_TLS_CERT',
    kind: 'path',
    preset: null,
    help: {
      en: 'Certificate (PEM, with its chain) to serve HTTPS directly. Read again when the file changes.',
      ja: 'HTTPS を直接受けるときの証明書（PEM、中間証明書を含む）。ファイルが変わると読み直します。',
    },
  },
  tlsKey: {
    env: 'NOROSHI_TLS_KEY',
    kind: 'path',
    preset: null,
    help: { en: 'The certificate’s private key (PEM).', ja: '証明書の秘密鍵（PEM）。' },
  },
  trustedProxies: {
    env: 'NOROSHI_TRUSTED_PROXIES',
    kind: 'proxies',
    preset: '',
    presetWords: { en: 'none', ja: 'なし' },
    help: {
      en: 'Whose Forwarded and X-Forwarded-* headers count (space by host name, client address).',
      ja: 'Forwarded / X-Forwarded-* ヘッダを信用するプロキシ（ホスト名によるスペースの判別と接続元アドレス）。',
    },
  },
  webhookNetworks: {
    env: 'NOROSHI_WEBHOOK_NETWORKS',
    kind: 'proxies',
    preset: '',
    presetWords: { en: 'none', ja: 'なし' },
    help: {
      en: 'Private addresses and networks that webhooks may reach; without it public addresses only.',
      ja: 'Webhook の送信先として許可するプライベートアドレスとネットワーク。省略時は公開アドレスだけに送ります。',
    },
  },
  monitoredNetworks: {
    env: 'NOROSHI_MONITORED_NETWORKS',
    kind: 'proxies',
    preset: '',
    presetWords: { en: 'none', ja: 'なし' },
    help: {
      en: 'Private addresses and networks whose devices may be looked at; without it public addresses only.',
      ja: '稼動監視の対象として許可するプライベートアドレスとネットワーク。省略時は公開アドレスだけを監視します。',
    },
  },
  commands: {
    env: 'NOROSHI_COMMANDS',
    kind: 'programs',
    preset: null,
    presetWords: { en: 'none: no program is run', ja: 'なし（コマンド実行は無効）' },
    help: {
      en: 'Programs that callouts may run, as absolute paths.',
      ja: '通報で実行してよいプログラム（絶対パス）。',
    },
  },
  commandFiles: {
    env: 'NOROSHI_COMMAND_FILES',
    kind: 'programs',
    preset: null,
    presetWords: { en: 'none: no command pipe is written to', ja: 'なし（外部コマンドファイルには書き込まない）' },
    help: {
      en: 'Command pipes of monitoring systems (Nagios, X-MON) that acknowledgements may be written to, as absolute paths.',
      ja: '認知などを書き込んでよい監視システム（Nagios、X-MON）の外部コマンドファイル（絶対パス）。',
    },
  },
  outboundProxy: {
    env: 'NOROSHI_OUTBOUND_PROXY',
    kind: 'proxyUrl',
    preset: null,
    secret: true,
    help: {
      en: 'Proxy for every request to a provider, Twilio included.',
      ja: 'プロバイダ（Twilio を含む）への通信に使うプロキシ。',
    },
  },
  adminAccount: {
    env: 'NOROSHI_ADMIN_ACCOUNT',
    kind: 'account',
    preset: 'admin',
    help: {
      en: 'Account of the first administrator. Used only while there is no account, normally at the first start.',
      ja: '最初の管理者のアカウント名。アカウントが 1 つもないとき（通常は初回起動時）だけ使います。',
    },
  },
  adminPassword: {
    env: 'NOROSHI_ADMIN_PASSWORD',
    kind: 'password',
    preset: null,
    presetWords: {
      en: 'made for one use and printed once',
      ja: '一度だけ使えるものを作り、一度だけ表示',
    },
    secret: true,
    help: {
      en: 'Password of the first administrator: 10 to 200 characters. One given here need not be changed.',
      ja: '最初の管理者のパスワード（10〜200 文字）。ここで指定したものは変更不要です。',
    },
  },
  oidcIssuer: {
    env: 'NOROSHI_OIDC_ISSUER',
    kind: 'issuer',
    preset: null,
    help: {
      en: 'The OpenID provider through which people may sign in, as it names itself.',
      ja: 'サインインに使う OpenID プロバイダの発行者（issuer）の URL。',
    },
  },
  oidcClientId: {
    env: 'NOROSHI_OIDC_CLIENT_ID',
    kind: 'words',
    preset: null,
    help: {
      en: 'What the provider calls Noroshi. Its redirect address is the public address and /oidc/callback.',
      ja: 'プロバイダに登録したクライアント ID。リダイレクト先は公開 URL に /oidc/callback を付けたもの。',
    },
  },
  oidcClientSecret: {
    env: 'NOROSHI_OIDC_CLIENT_SECRET',
    kind: 'clientSecret',
    preset: null,
    secret: true,
    help: {
      en: 'The secret that goes with it; none for a public client.',
      ja: 'クライアントシークレット。公開クライアントでは不要です。',
    },
  },
  oidcName: {
    env: 'NOROSHI_OIDC_NAME',
    kind: 'words',
    preset: 'SSO',
    help: {
      en: 'What the button on the sign-in page calls the provider.',
      ja: 'サインイン画面のボタンに出すプロバイダの名前。',
    },
  },
  oidcScope: {
    env: 'NOROSHI_OIDC_SCOPE',
    kind: 'words',
    preset: 'openid email profile',
    help: {
      en: 'What the provider is asked for. Some tell of groups only where “groups” is among it.',
      ja: 'プロバイダに求めるスコープ。groups を加えないとグループを渡さないものがあります。',
    },
  },
  oidcRoles: {
    env: 'NOROSHI_OIDC_ROLES',
    kind: 'rolesOfGroups',
    preset: null,
    presetWords: { en: 'none: roles are given here alone', ja: 'なし（権限は Noroshi だけで与える）' },
    help: {
      en: 'Which role in the space, or in one project of it, the provider’s groups or roles give, at each sign-in through it.',
      ja: 'プロバイダのグループやロールごとに、サインインのたびに与える権限。スペース全体か、1つのプロジェクトで。',
    },
  },
  oidcGroupsClaim: {
    env: 'NOROSHI_OIDC_GROUPS_CLAIM',
    kind: 'words',
    preset: 'groups',
    help: {
      en: 'The claim that holds them; within another by dots: realm_access.roles.',
      ja: 'それらが入っているクレームの名前。入れ子はドットで書きます: realm_access.roles。',
    },
  },
  oidcSignOut: {
    env: 'NOROSHI_OIDC_SIGN_OUT',
    kind: 'signOut',
    preset: 'provider',
    help: {
      en: 'Where signing out ends the session: at the provider too, or here alone.',
      ja: 'サインアウトで終わるセッション。provider ならプロバイダでも、here なら Noroshi だけ。',
    },
  },
  smtpPort: {
    env: 'NOROSHI_SMTP_PORT',
    kind: 'portOrOff',
    preset: 'off',
    help: {
      en: 'Port on which mails come in (SMTP): replies that answer, mails that could not be delivered, and alerts.',
      ja: 'メールを受け取る SMTP のポート。返信による応答、届かなかったメールの検知、メール監視に使います。',
    },
  },
  simulatorPort: {
    env: 'NOROSHI_SIMULATOR_PORT',
    kind: 'port',
    preset: '8090',
    help: {
      en: 'Where the phone simulator listens (demo, npm run simulator).',
      ja: '電話シミュレータのポート（デモ、npm run simulator）。',
    },
  },
  log: {
    env: 'NOROSHI_LOG',
    kind: 'logLevel',
    preset: 'info',
    help: {
      en: 'How much is logged; JSON lines on stdout.',
      ja: 'ログの詳しさ。標準出力に JSON で 1 行ずつ出します。',
    },
  },
} as const satisfies Record<string, Definition>

export type SettingKey = keyof typeof definitions
export const settingKeys = Object.keys(definitions) as SettingKey[]

/** The table's row with its optional parts visible to the compiler. */
export function definitionOf(key: SettingKey): Definition {
  return definitions[key]
}
