// Error codes about whom the steps of a policy name: groups, and everybody on a project. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const policyPeopleErrors = {
  'policy.group_unknown': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The policy names a group that does not exist',
      cure: 'Name an existing group, or remove the destination.',
    },
    ja: {
      title: '連絡網のグループがありません',
      cure: '実在するグループを指定するか、連絡先から外してください。',
    },
  },
  'policy.group_empty': {
    status: 422,
    retry: 'never',
    en: { title: 'A group of the policy has nobody in it', cure: 'Add users to the group.' },
    ja: { title: '連絡網のグループにだれもいません', cure: 'グループにユーザを加えてください。' },
  },
  'policy.project_unknown': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The policy names a project that does not exist',
      cure: 'Name an existing project, or remove the destination.',
    },
    ja: {
      title: '連絡網のプロジェクトがありません',
      cure: '実在するプロジェクトを指定するか、連絡先から外してください。',
    },
  },
  'policy.project_empty': {
    status: 422,
    retry: 'never',
    en: { title: 'A project of the policy has nobody on it', cure: 'Add users to the project.' },
    ja: { title: '連絡網のプロジェクトにだれもいません', cure: 'プロジェクトにユーザを加えてください。' },
  },
} as const satisfies Record<string, ErrorEntry>
