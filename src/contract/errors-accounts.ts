// Error codes about groups, projects, accounts and sessions. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const accountErrors = {
  'group.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such group', cure: 'Check the key or id.' },
    ja: { title: 'そのグループはありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'group.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another group has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別のグループが使っています', cure: '別のキーにしてください。' },
  },
  'group.member_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'The group names a user who does not exist', cure: 'Name an existing user.' },
    ja: { title: 'グループに指定されたユーザがいません', cure: '実在するユーザを指定してください。' },
  },
  'project.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such project', cure: 'Check the key or id.' },
    ja: { title: 'そのプロジェクトはありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'project.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another project has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別のプロジェクトが使っています', cure: '別のキーにしてください。' },
  },
  'project.member_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'The project names a user or group that does not exist', cure: 'Name an existing one.' },
    ja: {
      title: 'プロジェクトに指定されたユーザまたはグループがありません',
      cure: '実在するものを指定してください。',
    },
  },
  'project.is_default': {
    status: 409,
    retry: 'never',
    en: {
      title: 'The project “default” is always there',
      cure: 'Its name and members can be changed; its key cannot, and it cannot be deleted.',
    },
    ja: {
      title: 'プロジェクト「default」はなくせません',
      cure: '名前とメンバーは変えられますが、キーの変更と削除はできません。',
    },
  },
  'project.has_tokens': {
    status: 409,
    retry: 'never',
    en: { title: 'API tokens belong to this project', cure: 'Revoke them first; detail names one.' },
    ja: {
      title: 'このプロジェクトのAPIトークンがあります',
      cure: '先に失効させてください。detailにその1つを示します。',
    },
  },
  'token.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another token has this key', cure: 'Revoked ones count too: choose another key.' },
    ja: { title: 'そのキーは別のトークンが使っています', cure: '失効したものも含みます。別のキーにしてください。' },
  },
  'token.project_too_wide': {
    status: 403,
    retry: 'never',
    en: {
      title: 'A token of a project issues tokens of that project only',
      cure: 'Use a token of the whole space, or name no other project.',
    },
    ja: {
      title: 'プロジェクトのトークンは、そのプロジェクトのトークンだけを発行できます',
      cure: 'スペース全体のトークンを使うか、他のプロジェクトを指定しないでください。',
    },
  },
  'role.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such role given', cure: 'Check the id.' },
    ja: { title: 'その権限の付与はありません', cure: 'IDを確かめてください。' },
  },
  'role.too_wide': {
    status: 403,
    retry: 'never',
    en: {
      title: 'Nobody can give away, or take over, what they may not do themselves',
      cure: 'Let somebody do it who has the permissions named in detail.',
    },
    ja: {
      title: '自分にない権限を与えたり引き継いだりはできません',
      cure: 'detailに示された権限を持つ人が行ってください。',
    },
  },
  'role.by_provider': {
    status: 409,
    retry: 'never',
    en: {
      title: 'The OpenID provider gave this role',
      cure: 'Take the person out of the group there; it holds from their next sign-in. To keep somebody out at once, disable the account.',
    },
    ja: {
      title: 'OpenIDプロバイダが与えた権限です',
      cure: 'プロバイダでグループから外してください。次のサインインから反映されます。すぐに止めるには、アカウントを無効にしてください。',
    },
  },
  'account.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such account', cure: 'Check the id.' },
    ja: { title: 'そのアカウントはありません', cure: 'IDを確かめてください。' },
  },
  'account.no_mail': {
    status: 409,
    retry: 'never',
    en: {
      title: 'The user has no mail address',
      cure: 'Add a contact method of the channel mail, or hand the link over.',
    },
    ja: {
      title: 'このユーザにはメールアドレスがありません',
      cure: 'メールの連絡先を登録するか、リンクを直接渡してください。',
    },
  },
  'mail.not_sent': {
    status: 502,
    retry: 'later',
    en: { title: 'The mail could not be sent', cure: 'Look at detail, correct the mail connection, and try again.' },
    ja: { title: 'メールを送れませんでした', cure: 'detailを見てメールの接続先を直し、やり直してください。' },
  },
  'account.name_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another account has this name', cure: 'Choose another name, or a subaccount.' },
    ja: {
      title: 'そのアカウント名はすでに使われています',
      cure: '別の名前にするか、サブアカウントにしてください。',
    },
  },
  'account.name_missing': {
    status: 422,
    retry: 'never',
    en: { title: 'The account needs a name', cure: 'Send account.' },
    ja: { title: 'アカウント名がありません', cure: 'accountを指定してください。' },
  },
  'account.password_rules': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The password does not follow the rules',
      cure: 'Use 10 to 200 characters, not the name of the account and not the present password.',
    },
    ja: {
      title: 'パスワードが規則に合いません',
      cure: '10〜200文字で、アカウント名とも今のパスワードとも違うものにしてください。',
    },
  },
  'account.password_must_change': {
    status: 403,
    retry: 'never',
    en: {
      title: 'The password was for one use',
      cure: 'Set one of your own with PUT /v1/session/password, then go on.',
    },
    ja: {
      title: '一度だけ使えるパスワードです',
      cure: 'PUT /v1/session/password で自分のパスワードを設定してから操作してください。',
    },
  },
  'account.second_factor_needed': {
    status: 403,
    retry: 'never',
    en: {
      title: 'This space asks everybody for a second factor',
      cure: 'Set one up on your own page, or with POST /v1/session/second-factor, then go on.',
    },
    ja: {
      title: 'このスペースでは2段階認証が必須です',
      cure: 'マイページまたは POST /v1/session/second-factor で設定してから操作してください。',
    },
  },
  'second_factor.none': {
    status: 404,
    retry: 'never',
    en: { title: 'The account has no second factor', cure: 'Set one up first.' },
    ja: { title: '2段階認証が設定されていません', cure: '先に設定してください。' },
  },
  'second_factor.exists': {
    status: 409,
    retry: 'never',
    en: { title: 'The account has a second factor already', cure: 'Remove it before setting up another.' },
    ja: { title: '2段階認証はすでに設定されています', cure: '設定し直すには、先に解除してください。' },
  },
  'second_factor.required': {
    status: 409,
    retry: 'never',
    en: {
      title: 'This space asks everybody for a second factor',
      cure: 'An administrator can reset it, so that another device can be set up.',
    },
    ja: {
      title: 'このスペースでは2段階認証が必須です',
      cure: '別の端末に替えるときは、管理者にリセットを依頼してください。',
    },
  },
  'account.last_administrator': {
    status: 409,
    retry: 'never',
    en: {
      title: 'Nobody would be left who can manage accounts',
      cure: 'Give another account that can sign in the role administrator first.',
    },
    ja: {
      title: 'アカウントを管理できる人がいなくなります',
      cure: '先に、サインインできる別のアカウントを管理者にしてください。',
    },
  },
  'link.unknown': {
    status: 404,
    retry: 'never',
    en: { title: 'This link was used, withdrawn or has expired', cure: 'Ask an administrator for a new one.' },
    ja: {
      title: 'このリンクは使用済み、取り消し済み、または期限切れです',
      cure: '管理者に新しいリンクを発行してもらってください。',
    },
  },
  'link.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such open link', cure: 'Check the id; it may have been used already.' },
    ja: { title: 'その未使用のリンクはありません', cure: 'IDを確かめてください。使用済みの可能性があります。' },
  },
  'session.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such session of this account', cure: 'Check the id; it may have ended already.' },
    ja: {
      title: 'このアカウントにそのセッションはありません',
      cure: 'IDを確かめてください。終了済みの可能性があります。',
    },
  },
  'session.needed': {
    status: 403,
    retry: 'never',
    en: { title: 'Only a person who signed in can do this', cure: 'Sign in with POST /v1/session.' },
    ja: { title: 'サインインした人だけが行える操作です', cure: 'POST /v1/session でサインインしてください。' },
  },
} as const satisfies Record<string, ErrorEntry>
