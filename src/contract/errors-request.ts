// Error codes about requests, tokens, callouts and the server itself. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const requestErrors = {
  'request.malformed_json': {
    status: 400,
    retry: 'never',
    en: { title: 'The body is not JSON', cure: 'Send one JSON value in UTF-8.' },
    ja: { title: '本文がJSONではありません', cure: 'UTF-8のJSONを送ってください。' },
  },
  'request.invalid': {
    status: 422,
    retry: 'never',
    en: { title: 'The request does not fit its schema', cure: 'Correct the fields that are named.' },
    ja: { title: 'リクエストの形式が正しくありません', cure: '示された項目を直してください。' },
  },
  'request.media_type': {
    status: 415,
    retry: 'never',
    en: { title: 'The body is not sent as JSON', cure: 'Send Content-Type: application/json.' },
    ja: { title: '本文がJSONとして送られていません', cure: 'Content-Type: application/json を付けてください。' },
  },
  'request.too_large': {
    status: 413,
    retry: 'never',
    en: { title: 'The body is larger than 1 MiB', cure: 'Send less, or in parts.' },
    ja: { title: '本文が1MiBを超えています', cure: '小さくするか、分けて送ってください。' },
  },
  'request.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is nothing at this address', cure: 'Compare the path with /v1/docs.' },
    ja: { title: 'このアドレスには何もありません', cure: 'パスを /v1/docs と見比べてください。' },
  },
  'request.method_not_allowed': {
    status: 405,
    retry: 'never',
    en: { title: 'This address does not know the method', cure: 'Use one of the methods in Allow.' },
    ja: { title: 'このメソッドは使えません', cure: 'Allowヘッダにあるメソッドを使ってください。' },
  },
  'auth.missing': {
    status: 401,
    retry: 'never',
    en: { title: 'No API token was sent', cure: 'Send Authorization: Bearer <token>.' },
    ja: { title: 'APIトークンがありません', cure: 'Authorization: Bearer <トークン> を付けてください。' },
  },
  'auth.invalid': {
    status: 401,
    retry: 'never',
    en: { title: 'The API token is not known', cure: 'Check the token; issue a new one if it was lost.' },
    ja: { title: 'APIトークンが正しくありません', cure: 'トークンを確かめ、紛失した場合は発行し直してください。' },
  },
  'auth.expired': {
    status: 401,
    retry: 'never',
    en: { title: 'The API token has expired', cure: 'Issue a new token.' },
    ja: { title: 'APIトークンの期限が切れています', cure: '新しいトークンを発行してください。' },
  },
  'auth.revoked': {
    status: 401,
    retry: 'never',
    en: { title: 'The API token was revoked', cure: 'Issue a new token.' },
    ja: { title: 'APIトークンは失効しています', cure: '新しいトークンを発行してください。' },
  },
  'auth.scope_missing': {
    status: 403,
    retry: 'never',
    en: { title: 'The token may not do this', cure: 'Use a token with the scope named in detail.' },
    ja: {
      title: 'このトークンにはその権限がありません',
      cure: 'detailに示されたスコープを持つトークンを使ってください。',
    },
  },
  'auth.too_many_failures': {
    status: 429,
    retry: 'later',
    en: { title: 'Too many requests with a wrong token', cure: 'Wait as Retry-After says, then send a valid token.' },
    ja: {
      title: '誤ったトークンでの要求が多すぎます',
      cure: 'Retry-Afterの秒数だけ待ち、正しいトークンを使ってください。',
    },
  },
  'auth.sign_in_failed': {
    status: 401,
    retry: 'never',
    en: {
      title: 'Account, subaccount or password is wrong, or the account is locked or disabled',
      cure: 'Check all three; an account opens again 15 minutes after too many wrong passwords, or when an administrator unlocks it.',
    },
    ja: {
      title: 'アカウント、サブアカウント、パスワードのいずれかが違うか、アカウントがロックまたは無効になっています',
      cure: '3つとも確かめてください。誤りが続いたアカウントは15分後、または管理者が解除すると使えます。',
    },
  },
  'auth.code_needed': {
    status: 401,
    retry: 'never',
    en: {
      title: 'The account has a second factor, and no code was given',
      cure: 'Sign in with the code your authenticator shows, or with a recovery code.',
    },
    ja: {
      title: 'このアカウントには2段階認証が必要です',
      cure: '認証アプリに表示されたコードか、リカバリーコードを添えてサインインしてください。',
    },
  },
  'auth.code_wrong': {
    status: 401,
    retry: 'never',
    en: {
      title: 'The code is wrong, or was used already',
      cure: 'Give the code that is shown now; wait for the next one where this one was used. Check the clock of the device.',
    },
    ja: {
      title: 'コードが違うか、すでに使われています',
      cure: '今表示されているコードを入力してください。使ったばかりなら次のコードを待ってください。端末の時計も確かめてください。',
    },
  },
  'auth.too_many_codes': {
    status: 429,
    retry: 'later',
    en: { title: 'Too many wrong codes', cure: 'Wait a minute, then give the code that is shown then.' },
    ja: { title: 'コードの誤りが多すぎます', cure: '1分待ってから、そのとき表示されているコードを入力してください。' },
  },
  'auth.too_many_sign_ins': {
    status: 429,
    retry: 'later',
    en: { title: 'Too many attempts to sign in', cure: 'Wait as Retry-After says.' },
    ja: { title: 'サインインの試行が多すぎます', cure: 'Retry-Afterの秒数だけ待ってください。' },
  },
  'auth.session_ended': {
    status: 401,
    retry: 'never',
    en: { title: 'The session has ended', cure: 'Sign in again.' },
    ja: { title: 'セッションは終了しています', cure: 'もう一度サインインしてください。' },
  },
  'auth.cross_site': {
    status: 403,
    retry: 'never',
    en: {
      title: 'The request came from another site',
      cure: 'Use the console of this server. Programs use an API token, or send X-Requested-With with the session’s cookie.',
    },
    ja: {
      title: '別のサイトからの要求です',
      cure: 'このサーバの画面から操作してください。プログラムはAPIトークンを使うか、Cookieと共にX-Requested-Withを送ってください。',
    },
  },
  'callout.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such callout', cure: 'Check the id.' },
    ja: { title: 'その通報はありません', cure: 'IDを確かめてください。' },
  },
  'callout.nothing_to_say': {
    status: 422,
    retry: 'never',
    en: {
      title: 'There is nothing to say on one of the policy’s channels',
      cure: 'Send a text, or set default texts in the policy or in the space’s settings.',
    },
    ja: {
      title: '連絡網の手段で伝える文面がありません',
      cure: '文面を指定するか、連絡網またはスペースの設定に既定の文面を登録してください。',
    },
  },
  'callout.ended': {
    status: 409,
    retry: 'never',
    en: { title: 'The callout has already ended', cure: 'Nothing needs to be done; read the callout for its outcome.' },
    ja: { title: '通報はすでに終わっています', cure: '操作は不要です。結果は通報の詳細を見てください。' },
  },
  'callout.not_waiting': {
    status: 409,
    retry: 'never',
    en: { title: 'The callout does not wait to begin', cure: 'Nothing needs to be done: it has begun already.' },
    ja: { title: '通報は開始を待っていません', cure: '操作は不要です。すでに始まっています。' },
  },
  'idempotency.conflict': {
    status: 409,
    retry: 'never',
    en: { title: 'The idempotency key was used for a different request', cure: 'Use a new key for a new request.' },
    ja: { title: '同じ冪等キーが別の内容で使われています', cure: '新しい要求には新しいキーを使ってください。' },
  },
  'server.internal': {
    status: 500,
    retry: 'later',
    en: { title: 'The server made a mistake', cure: 'Report it with the request id in instance.' },
    ja: { title: 'サーバ内部で誤りが起きました', cure: 'instanceにあるリクエストIDを添えて報告してください。' },
  },
  'server.unavailable': {
    status: 503,
    retry: 'later',
    en: {
      title: 'The server cannot reach its database',
      cure: 'Repeat the request as Retry-After says, with an Idempotency-Key.',
    },
    ja: {
      title: 'サーバがデータベースにつながりません',
      cure: 'Retry-Afterの秒数だけ待ち、Idempotency-Keyを付けて送り直してください。',
    },
  },
  'installation.address_set': {
    status: 409,
    retry: 'never',
    en: {
      title: 'The address is named by a setting of the server',
      cure: 'Change NOROSHI_PUBLIC_URL, or take it away to apply an address here.',
    },
    ja: {
      title: '公開URLはサーバの設定で決められています',
      cure: 'NOROSHI_PUBLIC_URLを変更してください。ここで設定するには、NOROSHI_PUBLIC_URLを外してください。',
    },
  },
  'installation.not_here': {
    status: 403,
    retry: 'never',
    en: {
      title: 'The address is one for all spaces and is applied in the first of them',
      cure: 'Ask an administrator of the first space.',
    },
    ja: {
      title: '公開URLは全スペース共通で、最初のスペースで設定します',
      cure: '最初のスペースの管理者に頼んでください。',
    },
  },
} as const satisfies Record<string, ErrorEntry>
