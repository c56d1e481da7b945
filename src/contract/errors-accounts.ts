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
} as const satisfies Record<string, ErrorEntry>
