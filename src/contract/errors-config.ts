// Error codes about configuration: connections, templates, policies, tokens, files. Part of the table in
// errors.ts.

import type { ErrorEntry } from './errors.ts'

export const configErrors = {
  'config.changed_meanwhile': {
    status: 412,
    retry: 'never',
    en: {
      title: 'Somebody else has changed this meanwhile',
      cure: 'Read it again, and make your change to what it is now.',
    },
    ja: { title: '編集しているあいだに、ほかの人が変更しました', cure: '読み直してから、あらためて変更してください。' },
  },
  'connection.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such connection', cure: 'Check the key or id.' },
    ja: { title: 'その接続先はありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'connection.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another connection has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別の接続先が使っています', cure: '別のキーにしてください。' },
  },
  'connection.unreachable': {
    status: 502,
    retry: 'later',
    en: { title: 'The provider does not answer', cure: 'Check the network and the provider’s status, then try again.' },
    ja: { title: '事業者のAPIが応答しません', cure: 'ネットワークと事業者の状況を確かめ、後でやり直してください。' },
  },
  'connection.refused': {
    status: 502,
    retry: 'never',
    en: { title: 'The provider refuses the credentials', cure: 'Correct the connection’s settings and secrets.' },
    ja: { title: '事業者に認証を拒否されました', cure: '接続先の設定と認証情報を直してください。' },
  },
  'template.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such template', cure: 'Check the key or id.' },
    ja: { title: 'そのテンプレートはありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'template.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another template has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別のテンプレートが使っています', cure: '別のキーにしてください。' },
  },
  'template.parameter_missing': {
    status: 422,
    retry: 'never',
    en: { title: 'The template needs parameters that were not given', cure: 'Send the parameters that are named.' },
    ja: { title: 'テンプレートに必要なパラメータが足りません', cure: '示されたパラメータを指定してください。' },
  },
  'template.parameter_reserved': {
    status: 422,
    retry: 'never',
    en: { title: 'This parameter name has a meaning of its own', cure: 'Use names other than text, name and policy.' },
    ja: { title: 'そのパラメータ名は使えません', cure: 'text、name、policy以外の名前にしてください。' },
  },
  'policy.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such policy', cure: 'Check the key or id.' },
    ja: { title: 'その連絡網はありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'policy.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another policy has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別の連絡網が使っています', cure: '別のキーにしてください。' },
  },
  'policy.name_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another policy has this name', cure: 'Choose another name; executions may name a policy by it.' },
    ja: { title: 'その名前は別の連絡網が使っています', cure: '別の名前にしてください(実行時に名前で指定されます)。' },
  },
  'policy.forbidden': {
    status: 403,
    retry: 'never',
    en: { title: 'This account may not start the policy', cure: 'Use an account that may, or ask an administrator.' },
    ja: { title: 'このアカウントではその連絡網を実行できません', cure: '許可されたアカウントを使ってください。' },
  },
  'direct.costs': {
    status: 409,
    retry: 'never',
    en: {
      title: 'Sending this costs money',
      cure: 'Send it again with acceptCost: true, if that is what you want.',
    },
    ja: {
      title: 'この送信には料金がかかります',
      cure: 'それでよければ、acceptCost: true を付けてもう一度送ってください。',
    },
  },
  'webhook.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such webhook', cure: 'Check the key or id.' },
    ja: { title: 'そのWebhookはありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'webhook.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another webhook has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別のWebhookが使っています', cure: '別のキーにしてください。' },
  },
  'webhook.delivery_not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such failed delivery', cure: 'Check the id; only a failed one can be tried again.' },
    ja: {
      title: '失敗した配信の中にそのIDはありません',
      cure: 'IDを確かめてください。再送できるのは失敗した配信だけです。',
    },
  },
  'pause.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such pause', cure: 'Check the id.' },
    ja: { title: 'その停止はありません', cure: 'IDを確かめてください。' },
  },
  'pause.too_many': {
    status: 409,
    retry: 'never',
    en: { title: 'Too many pauses are on or planned', cure: 'End some of them first.' },
    ja: { title: '停止の数が多すぎます', cure: '先に不要な停止を終えてください。' },
  },
  'policy.empty': {
    status: 422,
    retry: 'never',
    en: { title: 'The policy has nobody to call', cure: 'Add a step with a destination.' },
    ja: { title: '連絡網に連絡先がありません', cure: '連絡先のあるステップを加えてください。' },
  },
  'policy.nobody_reachable': {
    status: 422,
    retry: 'never',
    en: {
      title: 'Nobody in the policy can be contacted',
      cure: 'Give somebody in it the contact method the policy asks for.',
    },
    ja: { title: '連絡網のだれにも連絡できません', cure: '連絡網のだれかに、指定された連絡方法を登録してください。' },
  },
  'policy.connection_missing': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The policy has no connection to call through',
      cure: 'Name a connection in the policy; a space with exactly one needs none.',
    },
    ja: {
      title: '電話をかける接続先がありません',
      cure: '連絡網に接続先を指定してください(1つだけの場合は不要です)。',
    },
  },
  'policy.too_many_destinations': {
    status: 422,
    retry: 'never',
    en: { title: 'The policy has too many destinations', cure: 'Split it into several policies.' },
    ja: { title: '連絡網の連絡先が多すぎます', cure: '複数の連絡網に分けてください。' },
  },
  'policy.escalation_too_deep': {
    status: 422,
    retry: 'never',
    en: { title: 'Too many policies escalate to one another', cure: 'Shorten the chain.' },
    ja: { title: '連絡網の引き継ぎが深すぎます', cure: '引き継ぎの段数を減らしてください。' },
  },
  'policy.escalation_cycle': {
    status: 422,
    retry: 'never',
    en: { title: 'The policy escalates to itself in a circle', cure: 'Break the circle.' },
    ja: { title: '連絡網の引き継ぎが循環しています', cure: '循環をなくしてください。' },
  },
  'policy.escalation_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'The policy escalates to one that does not exist', cure: 'Name an existing policy.' },
    ja: { title: '引き継ぎ先の連絡網がありません', cure: '実在する連絡網を指定してください。' },
  },
  'policy.keys_not_heard': {
    status: 422,
    retry: 'never',
    en: {
      title: 'Keys cannot be read on this connection: calls only deliver the message',
      cure: 'Use a connection with inbound set to webhook where a key must be pressed.',
    },
    ja: {
      title: 'この接続先ではキー操作を受け取れず、電話は読み上げだけになります',
      cure: 'キー操作が必要な場合は、inboundがwebhookの接続先を使ってください。',
    },
  },
  'policy.transfer_missing': {
    status: 422,
    retry: 'never',
    en: {
      title: 'A key connects people, and the policy names nobody to connect them to: the key does nothing',
      cure: 'Set transferTo on the policy, or take the transfer key out of the template.',
    },
    ja: {
      title: '転送のボタンがありますが、連絡網に転送先がないため、そのボタンは働きません',
      cure: '連絡網にtransferToを設定するか、テンプレートから転送のボタンを外してください。',
    },
  },
  'policy.escalation_left_off': {
    status: 422,
    retry: 'never',
    en: { title: 'The policy it escalates to cannot be followed and is left off', cure: 'Check that policy.' },
    ja: { title: '引き継ぎ先の連絡網は使えないため省かれます', cure: '引き継ぎ先の連絡網を確かめてください。' },
  },
  'policy.connection_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'The policy names a connection that does not exist', cure: 'Name an existing connection.' },
    ja: { title: '連絡網の接続先がありません', cure: '実在する接続先を指定してください。' },
  },
  'policy.template_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'The policy names a template that does not exist', cure: 'Name an existing template.' },
    ja: { title: '連絡網のテンプレートがありません', cure: '実在するテンプレートを指定してください。' },
  },
  'policy.calendar_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'A variant names a calendar that does not exist', cure: 'Name an existing calendar.' },
    ja: { title: '切替のカレンダーがありません', cure: '実在するカレンダーを指定してください。' },
  },
  'policy.condition_unknown': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The calendar has no such condition',
      cure: 'Name one of the calendar’s conditions: until then the variant never applies.',
    },
    ja: {
      title: 'カレンダーにその適用条件はありません',
      cure: 'カレンダーにある適用条件を指定してください。それまで切替は適用されません。',
    },
  },
  'policy.variant_unusable': {
    status: 422,
    retry: 'never',
    en: {
      title: 'Nobody can be contacted by the variant; the policy itself is followed in its place',
      cure: 'Check the variant’s steps and the people in them.',
    },
    ja: {
      title: '切替ではだれにも連絡できないため、連絡網の本来の内容に従います',
      cure: '切替の段と連絡先を確かめてください。',
    },
  },
  'policy.user_unknown': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The policy names a user who does not exist',
      cure: 'Name an existing user, or remove the destination.',
    },
    ja: { title: '連絡網のユーザがいません', cure: '実在するユーザを指定するか、連絡先から外してください。' },
  },
  'policy.schedule_unknown': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The policy names a duty schedule that does not exist',
      cure: 'Name an existing schedule, or remove the destination.',
    },
    ja: { title: '連絡網の当番表がありません', cure: '実在する当番表を指定するか、連絡先から外してください。' },
  },
  'policy.position_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'The schedule has no such position', cure: 'Name one of its positions, or none for all of them.' },
    ja: { title: 'その当番表にその枠はありません', cure: '当番表にある枠を指定するか、省いてください。' },
  },
  'policy.method_unknown': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The user has no such contact method',
      cure: 'Add the contact method to the user, or choose another.',
    },
    ja: { title: 'ユーザにその連絡方法がありません', cure: 'ユーザに連絡方法を加えるか、別のものを選んでください。' },
  },
  'policy.destination_twice': {
    status: 422,
    retry: 'never',
    en: { title: 'The same contact method stands twice in one step', cure: 'Remove one of the two.' },
    ja: { title: '1つのステップに同じ連絡方法が2度あります', cure: '一方を外してください。' },
  },
  'policy.channel_unavailable': {
    status: 422,
    retry: 'never',
    en: {
      title: 'This channel cannot be used yet, so the destination is skipped',
      cure: 'Add a phone destination beside it.',
    },
    ja: { title: 'この手段はまだ使えないため、連絡先は飛ばされます', cure: '電話の連絡先も加えてください。' },
  },
  'policy.from_missing': {
    status: 422,
    retry: 'never',
    en: {
      title: 'No caller id is set',
      cure: 'Set from in the policy or in its connection, to a number the connection owns.',
    },
    ja: {
      title: '発信元番号がありません',
      cure: '連絡網または接続先に、接続先が持つ番号を発信元番号として設定してください。',
    },
  },
  'token.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such token', cure: 'Check the id.' },
    ja: { title: 'そのトークンはありません', cure: 'IDを確かめてください。' },
  },
  'token.scope_too_wide': {
    status: 403,
    retry: 'never',
    en: { title: 'A token cannot issue scopes it does not have itself', cure: 'Use a token that has these scopes.' },
    ja: { title: '自分の持たないスコープは発行できません', cure: 'そのスコープを持つトークンを使ってください。' },
  },
  'config.managed_by_file': {
    status: 409,
    retry: 'never',
    en: { title: 'This object is kept in a configuration file', cure: 'Change the file and apply it.' },
    ja: { title: 'この設定は設定ファイルで管理されています', cure: 'ファイルを直して適用してください。' },
  },
  'config.managed_by_console': {
    status: 409,
    retry: 'never',
    en: {
      title: 'An object of this key was not made by a file',
      cure: 'Choose another key in the file, or delete the object first.',
    },
    ja: {
      title: '同じキーの設定がファイル以外で作られています',
      cure: 'ファイルのキーを変えるか、先にその設定を削除してください。',
    },
  },
  'config.invalid': {
    status: 422,
    retry: 'never',
    en: { title: 'The configuration cannot be applied', cure: 'Correct what is named; nothing was changed.' },
    ja: { title: '設定を適用できません', cure: '示された箇所を直してください。何も変更されていません。' },
  },
  'config.secret_missing': {
    status: 422,
    retry: 'never',
    en: { title: 'A secret is not set in the server’s environment', cure: 'Set the variable where the server runs.' },
    ja: { title: '認証情報がサーバの環境変数にありません', cure: 'サーバ側で環境変数を設定してください。' },
  },
} as const satisfies Record<string, ErrorEntry>
