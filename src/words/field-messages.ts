// What is wrong with a field, in Japanese, for each sentence that a schema of the contract, a route or the store says in English; and
// in both languages for what the schema library says by itself.

import { libraryMessage } from './library-messages.ts'

const sentences: Readonly<Record<string, string>> = {
  'a simulated connection needs baseUrl': 'simulatedの接続先にはbaseUrlが必要です',
  'only a number outside Japan receives SMS': 'SMSを受け取れるのは、日本以外の番号だけです',
  'whoever is on duty is called by phone': '当番への連絡は電話だけです',
  'whoever is on duty is called by one method': '当番への連絡手段は一つだけです',
  'radio, checkbox and list have choices; text and textarea have none':
    'radio、checkbox、listには選択肢が必要です。textとtextareaには付けられません',
  'only the members of a group or a project can be called in turn':
    '順番に呼び出せるのはグループとプロジェクトのメンバーだけです',
  'only a schedule has positions': 'positionを指定できるのは当番表だけです',
  'only a pause of a space or a policy ends what runs': '実行中の通報を止められるのは、全体または連絡網の停止だけです',
  'one key must take the call, or nobody can ever stop it':
    '対応を引き受けるキーを一つは設定してください。ないとだれも通報を止められません',
  'is about a text or about alerts, not both': '本文とアラートの、どちらか一方を指定してください',
  'must name an alert or a sample, and not both': 'alertかsampleの、どちらか一方を指定してください',
  'must not look like one of ours': 'Noroshiが発行する形の値は使えません',
  'must not hold a password': 'パスワードを含めないでください',
  'must be a month as 2026-11': '2026-11のような年月にしてください',
  'must be a host name or an address': 'ホスト名またはIPアドレスにしてください',
  'must be an address beginning with https:// or http://': 'https:// または http:// で始まるアドレスにしてください',
  'is required where the host is no name of the network': 'hostがネットワーク上の名前でないときは必須です',
  'must not hold a password; use credential': 'パスワードを含めないでください。credentialを使ってください',
  'must not hold a password; use secret': 'パスワードを含めないでください。secretを使ってください',
  'must have no colon': 'コロンは使えません',
  'must be certificates in PEM': 'PEM形式の証明書にしてください',
  'does not fit this kind of source': 'この種類の監視元には使えません',
  'must not hold NUL or half a character': 'NULや壊れた文字を含めないでください',
  'must not have control characters': '制御文字を含めないでください',
  'must not be empty': '空にはできません',
  'must not be dots only': 'ドットだけの名前は使えません',
  'must hold one mail address after mailto:': 'mailto: の後にはメールアドレスを一つだけ書いてください',
  'must have something between two names': '二つの名前の間には何か文字が必要です',
  'must have no comma and no control character, and not be the word null': 'カンマ、制御文字、nullという語は使えません',
  'must have a name in braces, as in Host: {host}': 'Host: {host} のように、波括弧の名前を含めてください',
  'must be in the years 1948 to 2099': '1948年から2099年までの日時にしてください',
  'must be in the future': 'これから先の時刻にしてください',
  'must be in the future and after startsAt': 'これから先で、開始より後の時刻にしてください',
  'must be in the future and after beginsAt': 'これから先で、開始より後の時刻にしてください',
  'must be after startsAt': '開始より後の時刻にしてください',
  'must be an ETag of this object': 'このもののETagにしてください',
  'must be the name of a file': 'ファイルの名前にしてください',
  'must be the id of an event': 'イベントのIDにしてください',
  'must be one line': '1行にしてください',
  'must be named': '名前を付けてください',
  'must be named with replace, and only then': 'replaceのときだけ、必ず指定してください',
  'must be letters, digits, dots, hyphens and underscores, and not an id':
    '英数字、ドット、ハイフン、下線で書いてください。IDの形は使えません',
  'must be letters, digits, dots, hyphens or underscores': '英数字、ドット、ハイフン、下線で書いてください',
  'must be an address beginning with https://, or mailto: and one mail address':
    'https:// で始まるアドレス、または mailto: とメールアドレス一つにしてください',
  'must be a path such as $.alerts[0].host, or a text that does not begin with $':
    '$.alerts[0].host のようなパス、または $ で始まらない文にしてください',
  'must be a path such as $.alerts[0].host': '$.alerts[0].host のようなパスにしてください',
  'must be next of a page of this list': 'この一覧のページにあるnextの値を、そのまま指定してください',
  'must be a key or an id': 'キーまたはIDを指定してください',
  'is too long': '長すぎます',
  'each connection only once': '同じ接続先は一度だけ指定できます',
  'only connections for phones, SMS and mail may have others stand in for them':
    '代わりの接続先を決められるのは、電話、SMS、メールの接続先だけです',
  'must be a mail address': 'メールアドレスの形にしてください',
  'must be one line of up to 200 characters': '200文字以内の1行にしてください',
  'must be a member’s login id or user id, or # and the id of a talk room':
    'メンバーのログインIDかユーザID、または # に続けてトークルームのIDにしてください',
  'must be six digits, or the name of one of the connection’s patterns':
    '6桁の数字、または接続先に登録した点灯パターンの名前にしてください',
  'is made by the browser that receives: register it on its person’s own page':
    '受け取るブラウザで登録します。本人のマイページから登録してください',
  'must have 16 to 200 characters of ASCII without spaces': '空白のない半角英数記号16〜200文字にしてください',
  'must have something that may be shown': '表示できる内容がありません',
  'does not fit the option item': 'このオプション項目には使えない値です',
  'is not a time zone': 'このタイムゾーンはありません。Asia/Tokyo のように書いてください',
  'must be before to': 'toより前にしてください',
  'must not be after to': 'toより後にはできません',
  'only calls have a caller id: the sender of messages belongs to the connection':
    '発信者番号を指定できるのは電話だけです。メッセージの差出人は接続先で決まります',
  'goes with a message without a template': 'テンプレートを使わないメッセージでだけ指定できます',
  'is not the present password, or the account is locked': '今のパスワードと違うか、アカウントがロックされています',
  'is no kind of connection': '接続先の種類にありません',
  'is required with onlyPassing': 'onlyPassingを使うときは必須です',
  'is required': '必須です',
  'either template or templateBody': 'templateとtemplateBodyは、どちらか一方だけ指定してください',
  'must have no {{…}}: a fixed text names neither host nor service':
    '{{…}}は使えません。固定の文面には、ホスト名もサービス名も入りません',
  'either text or alerts': 'textとalertsは、どちらか一方だけ指定してください',
  'is said with alerts only': 'alertsを指定したときだけ使えます',
  'either form or text': 'formとtextは、どちらか一方だけ指定してください',
  'either one method by its label, or methods': 'labelで一つ選ぶか、methodsで指定するか、どちらか一方にしてください',
  'either of a policy, a channel or a user; of the whole space when none is given':
    '連絡網、手段、ユーザのどれか一つを指定してください。どれもなければ全体です',
  'either from or messagingServiceSid': 'fromとmessagingServiceSidは、どちらか一方だけ指定してください',
  'either format or body': 'formatとbodyは、どちらか一方だけ指定してください',
  'either a user, a group, a project or a schedule':
    'ユーザ、グループ、プロジェクト、当番表のどれか一つを指定してください',
  'either a policy or a policy group': '連絡網と連絡網グループは、どちらか一つだけ指定してください',
  'either a user or a group': 'ユーザとグループは、どちらか一方だけ指定してください',
  'each value may stand once': '同じ値は一度だけ使えます',
  'each user may stand once': '同じユーザは一度だけ指定できます',
  'only a pause of a space or a policy that does not repeat starts anything when it is over':
    '停止が終わったときに通報を始められるのは、繰り返さない、スペースまたは連絡網の停止だけです',
  'either seconds or until': 'secondsかuntilのどちらか一つを指定してください',
  'each name only once': '同じ名前は一度だけ使えます',
  'each label may stand once per channel': '同じ手段に同じ名前の連絡先は置けません',
  'each key may stand once': '同じキーは一度だけ使えます',
  'callout, and nothing else, needs a policy': 'policyはcalloutのときだけ、必ず指定してください',
  'must be a host without a path': 'パスのないホスト名にしてください',
  'must have 1 to 16 letters, digits, dots, hyphens or underscores before the @':
    '@ の前は、英数字、ドット、ハイフン、下線で1〜16文字にしてください',
  'must begin with xoxb- (OAuth Tokens of the app)': 'xoxb- で始まるトークンにしてください(アプリのOAuth Tokens)',
  'must begin with xapp- (App-Level Token)': 'xapp- で始まるトークンにしてください(App-Level Token)',
  'must begin with mailto: or https://': 'mailto: か https:// で始めてください',
  'must be a key of a browser, in base64url': 'ブラウザの鍵(base64url)にしてください',
  'must begin with https://': 'https:// で始めてください',
  'must be three capital letters': '英大文字3文字にしてください',
  'must be the number of the bot': 'Botの番号にしてください',
  'must be the name of an environment variable': '環境変数の名前にしてください',
  'must be six digits: red, amber, green, blue, white, buzzer; 0 off, 1 on, 2 3 flash, 9 as it was':
    '赤・黄・緑・青・白・ブザーの6桁にしてください(0消灯、1点灯、2と3点滅、9変更なし)',
  'must be printable ASCII without spaces': '空白のない半角英数記号にしてください',
  'must be one of 0–9, * and #': '0〜9、*、# のどれかにしてください',
  'must be one line of ASCII': '半角英数記号の1行にしてください',
  'must be like callout.started, callout.* or *': 'callout.started、callout.*、* のように書いてください',
  'must be an absolute path': '絶対パスにしてください',
  'must be a time of day like 18:00': '18:00 のような時刻にしてください',
  'must be a private key in PEM': 'PEM形式の秘密鍵にしてください',
  'must be a private key (PEM)': 'PEM形式の秘密鍵にしてください',
  'must be a number as +81…': '+81… の形の番号にしてください',
  'must be a number as +81…, or up to 11 letters and digits': '+81… の番号、または英数字11文字以内にしてください',
  'must be a date like 2026-12-29, or 12-29 for every year': '2026-12-29、または毎年なら 12-29 のように書いてください',
  'must be SK and 32 hexadecimal digits': 'SKと16進数32桁にしてください',
  'must be MG and 32 hexadecimal digits': 'MGと16進数32桁にしてください',
  'must be AC and 32 hexadecimal digits': 'ACと16進数32桁にしてください',
  'must be 32 hexadecimal digits (Signing Secret of the app)': '16進数32桁にしてください(アプリのSigning Secret)',
}

/** Sentences with a number, or a word of their own, in them. */
const patterns: readonly (readonly [RegExp, (...parts: readonly string[]) => string])[] = [
  [/^must have at most (\d+) characters$/, (most = '') => `${most}文字以内にしてください`],
  [
    /^must have at most (\d+) characters in an SMS, and has (\d+): leave out (\d+)$/,
    (most = '', found = '', over = '') =>
      `SMSは${most}文字までです。いま${found}文字あるため、${over}文字減らしてください`,
  ],
  [/^must have (\d+) to (\d+) characters$/, (least = '', most = '') => `${least}〜${most}文字にしてください`],
  [/^must have at most (\d+) items$/, (most = '') => `${most}件以内にしてください`],
  [/^must be at most (\d+) parameters$/, (most = '') => `パラメータは${most}個以内にしてください`],
  [/^must be at most (\d+) keys of 0-9, \* and #$/, (most = '') => `0〜9、*、# のキー${most}個以内にしてください`],
  [
    /^must be (\d+) to (\d+) printable ASCII characters$/,
    (least = '', most = '') => `半角英数記号${least}〜${most}文字にしてください`,
  ],
  [/^calendar\.zone_unknown: /, () => 'このタイムゾーンはありません。Asia/Tokyo のように書いてください'],
  [/^\w+ is required$/, () => '必須です'],
  [/^must not have the invisible character (U\+[0-9A-F]+)$/, (mark = '') => `目に見えない文字 ${mark} は使えません`],
  [/^must be at most (\d+) days before to$/, (most = '') => `toの${most}日前までにしてください`],
  [/^must be at most (\d+) months until to$/, (most = '') => `toまで${most}か月以内にしてください`],
  [
    /^carries (\w+), not (\w+)$/,
    (carries = '', channel = '') => `この接続先は${carries}用で、${channel}には使えません`,
  ],
  [/^(.+) is no connection$/, (key = '') => `${key} という接続先はありません`],
  [/^(.+) is the connection itself$/, (key = '') => `${key} はこの接続先自身です`],
  [/^(.+) must be of the kind (\w+)$/, (key = '', kind = '') => `${key} の種類は ${kind} でなければなりません`],
  [/^(.+) stands twice$/, (what = '') => `${what} が重複しています`],
  [/^is for sources of kind (.+)$/, (kind = '') => `種類が ${kind} の通知元でだけ使えます`],
]

const inJapanese = (message: string): string | null => {
  if (Object.hasOwn(sentences, message)) return sentences[message] ?? null
  for (const [pattern, say] of patterns) {
    const found = pattern.exec(message)
    if (found !== null) return say(...found.slice(1))
  }
  return null
}

/**
 * Returns a sentence about a field, which is thrown in English, in the language of whoever reads it. What is neither ours nor the
 * library's stays as it is. Said once, where a refusal is answered: what throws one does not ask for the reader's language.
 */
export const fieldMessage = (message: string, language: 'ja' | 'en'): string =>
  (language === 'ja' ? inJapanese(message) : null) ?? libraryMessage(message, language) ?? message

/** For the test that holds this list equal to what the contract says. */
export const knownSentences = Object.keys(sentences)
