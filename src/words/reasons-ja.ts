// 理由の言葉(日本語)。一つの理由に一つの文。電話番号は入れない。

import type { Causes, Sentences, Telling } from './telling.ts'

const person = ({ who }: Telling): string => (who === '' ? '連絡先' : `${who}さん`)
const code = ({ text }: Telling): string => (text('code') === '' ? '' : `(コード ${text('code')})`)
const by = ({ text }: Telling): string =>
  `${text('name') === '' ? '' : `${text('name')}さんが`}${via[text('via')] ?? ''}`
const via: Readonly<Record<string, string>> = {
  phone: '電話で',
  sms: 'SMSから',
  mail: 'メールから',
  slack: 'Slackから',
  teams: 'Teamsから',
  lineworks: 'LINE WORKSから',
  push: 'プッシュ通知から',
  webhook: 'Webhookから',
  api: 'APIから',
  console: '画面から',
  system: '自動で',
}
const planned = (telling: Telling, why: string): string => {
  const when = telling.time('atMs')
  return `${person(telling)}に${when === '' ? '' : `${when}に`}電話をかけることにしました(${telling.nth}回目。${why})。`
}

const note = ({ text }: Telling): string => (text('note') === '' ? '' : `。理由: ${text('note')}`)
const until = ({ time }: Telling): string => (time('atMs') === '' ? '' : `。${time('atMs')}まで`)

/** Of somebody's phones, or of the methods of their own order. */
const phoneOf = (t: Telling): string => {
  if (t.number('method') > 0) return `の${t.number('method')}番目の連絡方法`
  return t.number('phone') > 0 ? `の${t.number('phone')}台目の電話` : ''
}

const position = ({ text }: Telling): string => (text('position') === '' ? '' : `・${text('position')}`)
const because: Readonly<Record<string, string>> = {
  rotation: '輪番',
  temporary: '臨時当番表',
  added: '当番の追加',
  replaced: '当番の交代',
}
const onDuty = (t: Telling): string => `${t.text('schedule')}${position(t)}、${because[t.text('because')] ?? ''}`

const variant = ({ text }: Telling): string =>
  `切替「${text('variant')}」(カレンダー ${text('calendar')} の ${text('condition')})`

const passedOver: Readonly<Record<string, (telling: Telling) => string>> = {
  condition: (t) => `いまはカレンダー ${t.text('calendar')} の ${t.text('condition')} に当たらない`,
  condition_unknown: (t) => `適用条件(カレンダー ${t.text('calendar')} の ${t.text('condition')})がない`,
  gone: () => '連絡網が削除されている',
  twice: () => 'すでに順番に入っている',
  unusable: () => '連絡できる人がいない',
}

export const causesJa: Causes = {
  first_attempt: '最初の連絡のため',
  loop_repeat: '前の回で応答がなかったため',
  redial_no_key: '電話は終わったがキーが押されなかったため',
  redial_no_answer: '電話に出なかったため',
  redial_busy: '話し中だったため',
  more_to_tell: '通話中に届いた分をまだ伝えていないため',
  repeat_after_unknown: '前の発信が届いたかわからないため',
  call_back: '転送を求められたため',
  call_back_after_unknown: 'かけ直しが届いたかわからないため',
  returned_call: '折り返しの電話があったため',
  next_connection: '前の接続先が使えなかったため',
  next_channel: '前の手段が使えなかったため',
}

const otherConnection = (t: Telling): string =>
  t.text('connection') === '' ? '別の接続先' : `接続先「${t.text('connection')}」`

export const reasonsJa = {
  started: () => '通報を開始しました。',
  escalated_from: () => '別の連絡網から引き継いで通報を開始しました。',
  variant_applies: (t) => `${variant(t)}が適用されます。`,
  variant_unusable: (t) => `${variant(t)}が適用されますが、連絡できる人がいないため、連絡網の本来の内容に従います。`,
  no_variant_applies: () => 'いまの時間帯に適用される切替はなく、連絡網の本来の内容に従います。',
  begins_delayed: (t) => `優先度が低いため、${t.time('atMs')}まで待ってから始めます。`,
  waits_for_hours: (t) =>
    `${t.text('condition')}(カレンダー ${t.text('calendar')})になるまで保留し、${t.time('atMs')}に始めます。`,
  released_by_hand: (t) => `${by(t)}保留を解き、すぐに始めました。`,
  group_followed: (t) =>
    `連絡網グループ「${t.text('group')}」の${t.number('place')}番目(全${t.number('of')})の連絡網を使います。`,
  group_passed_over: (t) =>
    `連絡網グループの${t.number('place')}番目「${t.text('policy')}」は、${passedOver[t.text('why')]?.(t) ?? ''}ため、飛ばします。`,
  group_none_applies: (t) =>
    `連絡網グループ「${t.text('group')}」にはいまの時間帯に当たる連絡網がないため、すべてを順に使います。`,
  reminds: (t) => `${by(t)}対応中のまま解決の連絡がないため、もう一度通報します。`,
  resolved_by_key: (t) => `${by(t)}解決したと答えたため、通報を終えました。`,
  resolved_by_hand: (t) => `${by(t)}解決としました。`,
  recovered_since: () => '障害が復旧したため、もう一度通報することはありません。',
  awaits_resolving: (t) => `解決の連絡がなければ、${t.time('atMs')}にもう一度通報します。`,
  reminder_paused: (t) =>
    `もう一度通報する時刻ですが、通報が停止中のため${t.time('atMs')}まで待ちます(停止した人: ${t.text('name')}${note(t)})。`,
  reminders_used_up: () => '決められた回数だけ通報し直したため、解決の連絡がなくても、もう通報しません。',
  comes_back: () => '解決の連絡がないため、新しい通報でもう一度知らせます。',
  taken_by_key: (t) => `${by(t)}対応を引き受けたため、通報を終えました。`,
  taken_by_answer: (t) => `${by(t)}引き受けると答えたため、通報を終えました。`,
  transfer_answered: (t) => `${by(t)}かけ直しに出たため、通報を終えました。`,
  acknowledged_by_hand: (t) => `${by(t)}対応を引き受けました。`,
  everybody_took: () => '全員が引き受けたため、通報を終えました。',
  everybody_tried: () => '決められた回数だけ全員に連絡したため、通報を終えました。',
  nobody_reachable: () => '連絡できる相手が一人もいないため、通報を終えました。',
  handed_over: () => 'メッセージを届けたため、通報を終えました。',
  cancelled_by_hand: (t) => `${by(t)}通報を取り消しました。`,
  cause_recovered: () => '障害が復旧したため、通報を終えました。',
  cause_in_downtime: () => '障害がすべてダウンタイムに入ったため、通報を終えました。',
  escalated_to: () => 'だれも引き受けなかったため、次の連絡網に引き継ぎました。',
  invariant_broken: () => '内部の誤りのため、この通報を打ち切りました。管理者に知らせてください。',
  attempts_exhausted: () => '発信回数の上限に達したため、通報を終えました。',
  suppressed_by_pause: (t) =>
    `通報が停止中のため、だれにも連絡しませんでした(停止した人: ${t.text('name')}${note(t)}${until(t)})。`,
  stopped_by_pause: (t) =>
    `通報が停止されたため、通報を終えました(停止した人: ${t.text('name')}${note(t)}${until(t)})。`,
  step_opened: (t) => `${t.number('loop')}周目の段${t.number('step')}${phoneOf(t)}に進みました。`,
  on_duty: (t) => `${person(t)}が当番です(${onDuty(t)})。`,
  nobody_on_duty: (t) => `当番がいません(${t.text('schedule')}${position(t)})。`,
  on_duty_unreachable: (t) =>
    `${t.text('name')}が当番ですが(${t.text('schedule')}${position(t)})、指定の電話がないため連絡しません。`,
  step_waits: (t) => `次の段は${t.time('atMs')}に始めます。`,
  loop_waits: (t) => `もう一度最初から、${t.time('atMs')}に始めます。`,
  last_step_waits: (t) => `${t.time('atMs')}まで応答を待ちます。`,
  first_attempt: (t) => planned(t, t.why),
  loop_repeat: (t) => planned(t, t.why),
  next_connection: (t) => planned(t, t.why),
  next_channel: (t) => planned(t, t.why),
  redial_no_key: (t) => planned(t, t.why),
  redial_no_answer: (t) => planned(t, t.why),
  redial_busy: (t) => planned(t, t.why),
  more_to_tell: (t) => planned(t, t.why),
  repeat_after_unknown: (t) => planned(t, '前の発信が届いたかわからないため。二度鳴る可能性があります'),
  call_back: (t) => planned(t, t.why),
  call_back_after_unknown: (t) => planned(t, 'かけ直しが届いたかわからないため。二度鳴る可能性があります'),
  returned_call: (t) => `${person(t)}から折り返しの電話がありました。`,
  rang_us_first: (t) => `${person(t)}から電話があったため、こちらからの電話はやめます。`,
  already_taken: (t) => `${person(t)}はすでに引き受けているため、電話をかけません。`,
  already_delivered: (t) => `${person(t)}にはすでに届いているため、連絡しません。`,
  left_callout: (t) => `${person(t)}はこの通報から抜けたため、電話をかけません。`,
  passed_this_loop: (t) => `${person(t)}はこの回では次の人に回したため、この電話にはかけません。`,
  number_withdrawn: (t) => `${person(t)}の番号は取り下げられたため、電話をかけません。`,
  refused_before: (t) => `${person(t)}の番号には前に発信できなかったため、電話をかけません。`,
  channel_not_configured: (t) => `${person(t)}への連絡手段がまだ使えないため、連絡しません。`,
  callout_over: (t) => `通報が終わったため、${person(t)}への電話を取りやめました。`,
  number_refused: (t) => `${person(t)}の番号は発信が許されていないため、電話をかけません。`,
  channel_paused: (t) =>
    `この手段が停止中のため、${person(t)}には連絡しません(停止した人: ${t.text('name')}${note(t)}${until(t)})。`,
  user_paused: (t) =>
    `${person(t)}への通報が停止中のため、連絡しません(停止した人: ${t.text('name')}${note(t)}${until(t)})。`,
  quiet_hours: (t) =>
    `${person(t)}はおやすみ時間のため、連絡しません(届くのは優先度0～${t.number('breaksThrough')}の通報。この通報は${t.number('priority')}${until(t)})。`,
  called_enough: (t) =>
    `${person(t)}には直近${t.number('minutes')}分間に${t.number('count')}回連絡したため、続けてのかけ直しはしません。`,
  waits_for_calm: (t) =>
    `${person(t)}には直近${t.number('minutes')}分間に${t.number('count')}回連絡したため、繰り返しの連絡は${t.time('atMs')}まで待ちます。`,
  unverified: (t) => `${person(t)}の連絡先は未確認のため、連絡しません(スペースの設定によります)。`,
  off_duty: (t) => `${person(t)}は当番を終えたため、電話をかけません。`,
  connection_missing: (t) => `接続先がないため、${person(t)}に電話をかけられません。`,
  begun: (t) => `${person(t)}に電話をかけました(${t.nth}回目。${t.why})。`,
  connection_down: (t) => `いつもの接続先が使えないため、${person(t)}には${otherConnection(t)}で電話をかけます。`,
  channel_down: (t) => `電話が使えないため、${person(t)}には別の手段で連絡します。`,
  waits_for_line: (t) => `回線が空くのを待って、${person(t)}に電話をかけます。`,
  waits_for_number: (t) => `${person(t)}の電話が別の通報で使われているため、終わるのを待ちます。`,
  waits_for_call_back: (t) => `かけ直しの電話が済むのを待って、${person(t)}に電話をかけます。`,
  placed: (t) => `${person(t)}への発信を電話会社が受け付けました。`,
  found_at_provider: (t) => `${person(t)}への発信が電話会社で見つかりました。`,
  retry_later: (t) => `電話会社が混んでいるため、${person(t)}への発信を${t.time('atMs')}にやり直します${code(t)}。`,
  provider_refused: (t) => `${person(t)}の番号への発信を電話会社に断られました${code(t)}。この番号には再びかけません。`,
  provider_misconfigured: (t) => `接続先の設定が誤っているため、${person(t)}に発信できませんでした${code(t)}。`,
  provider_unavailable: (t) => `電話会社につながらず、${person(t)}に発信できませんでした${code(t)}。`,
  result_unknown: (t) => `${person(t)}への発信が届いたかわかりません${code(t)}。電話会社に問い合わせます。`,
  nothing_found: (t) => `${person(t)}への発信は電話会社で見つかりませんでした。`,
  answered: (t) => `${person(t)}の電話がつながり、読み上げを始めました。`,
  read_again: (t) => `${person(t)}にもう一度読み上げました(${t.number('reading')}回目)。`,
  unknown_key: (t) => `${person(t)}が、使われていないキー「${t.text('key')}」を押しました。`,
  key_take: (t) => `${person(t)}がキー「${t.text('key')}」を押し、対応を引き受けました。`,
  key_next: (t) => `${person(t)}がキー「${t.text('key')}」を押し、次の人に回しました。`,
  key_leave: (t) => `${person(t)}がキー「${t.text('key')}」を押し、この通報から抜けました。`,
  key_resolve: (t) => `${person(t)}がキー「${t.text('key')}」を押し、解決したと答えました。`,
  key_transfer: (t) => `${person(t)}がキー「${t.text('key')}」を押し、転送を求めました。かけ直します。`,
  button_pressed: (t) => `${person(t)}が「${t.text('key')}#」を押しました。`,
  button_unknown: (t) => `${person(t)}が、案内していない「${t.text('key')}#」を押しました。最初の案内に戻りました。`,
  button_nothing: (t) =>
    `${person(t)}が「${t.text('key')}#」を押しましたが、障害の詳細をまだ聞いていないため、何もしませんでした。`,
  button_acknowledge: (t) => `${person(t)}が「${t.text('key')}#」を押し、詳細を聞いた障害を認知済みにしました。`,
  button_downtime: (t) => `${person(t)}が「${t.text('key')}#」を押し、詳細を聞いた障害をダウンタイムにしました。`,
  rest_untold: (t) =>
    `通話中に届いた${t.number('count')}件をまだ伝えていないため、${person(t)}にもう一度電話をかけます。`,
  call_backs_exhausted: (t) =>
    `${person(t)}には${t.number('count')}回かけ直しましたが、キーが押されませんでした。これ以上はかけ直しません。`,
  answer_take: (t) => `${person(t)}が${via[t.text('via')] ?? ''}対応を引き受けました。`,
  answer_next: (t) => `${person(t)}が${via[t.text('via')] ?? ''}次の人に回しました。`,
  answer_leave: (t) => `${person(t)}が${via[t.text('via')] ?? ''}この通報から抜けました。`,
  call_back_answered: (t) => `${person(t)}がかけ直しの電話に出て、対応を引き受けました。転送先につなぎます。`,
  transfer_joined: (t) => `${person(t)}を転送先につなぎました。通話は終わりました。`,
  transfer_failed: (t) => `${person(t)}を転送先につなげませんでした${code(t)}。`,
  ended_delivered: (t) =>
    `${person(t)}の電話に出た相手にメッセージを再生しました。この接続先ではキー操作を受け取れません。`,
  came_back: (t) => `${person(t)}に送ったものが、届かずに戻ってきました${code(t)}。`,
  reply_unread: (t) => `${person(t)}から返信がありましたが、応答として読み取れませんでした。通報は続きます。`,
  ended_no_key: (t) => `${person(t)}の電話は、キーが押されないまま切れました。`,
  ended_voicemail: (t) => `${person(t)}の電話は留守番電話につながりました。連絡がついたとは数えません。`,
  ended_no_answer: (t) => `${person(t)}は電話に出ませんでした。`,
  ended_busy: (t) => `${person(t)}は話し中か、着信を断りました。`,
  ended_failed: (t) => `${person(t)}への電話はつながりませんでした${code(t)}。`,
  ended_cancelled: (t) => `${person(t)}への電話を取り消しました。`,
  ended_after_key: (t) => `${person(t)}との電話が終わりました。`,
  end_not_reported: (t) => `${person(t)}への電話の終わりが電話会社から知らされないため、終わったものとします。`,
  cancel_wanted: (t) => `${person(t)}を呼び出し中の電話を止めます。`,
  late_answer: (t) => `届かなかったはずの電話に${person(t)}が出ました。`,
  answer_after_end: (t) => `通報が終わった後に、${person(t)}が引き受けると答えました。`,
  key_after_end: (t) => `通報が終わった後に、${person(t)}がキー「${t.text('key')}」を押しました。`,
} as const satisfies Sentences
