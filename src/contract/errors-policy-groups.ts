// Error codes about policy groups. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const policyGroupErrors = {
  'policy_group.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such policy group', cure: 'Check the key, id or name.' },
    ja: { title: 'その連絡網グループはありません', cure: 'キー、IDまたは名前を確かめてください。' },
  },
  'policy_group.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another policy group has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別の連絡網グループが使っています', cure: '別のキーにしてください。' },
  },
  'policy_group.name_taken': {
    status: 409,
    retry: 'never',
    en: {
      title: 'Another policy group has this name',
      cure: 'Choose another name; executions may name a group by it.',
    },
    ja: {
      title: 'その名前は別の連絡網グループが使っています',
      cure: '別の名前にしてください(実行時に名前で指定されます)。',
    },
  },
  'policy_group.policy_unknown': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The policy group names a policy that does not exist',
      cure: 'Name an existing policy, or take it out of the group.',
    },
    ja: {
      title: '連絡網グループの連絡網がありません',
      cure: '実在する連絡網を指定するか、グループから外してください。',
    },
  },
  'policy_group.policy_twice': {
    status: 422,
    retry: 'never',
    en: {
      title: 'A policy stands twice in the group for the same condition',
      cure: 'Let it stand once for each condition: whoever did not take it is not called by it again.',
    },
    ja: {
      title: '同じ適用条件の連絡網がグループに二つあります',
      cure: '適用条件ごとに一つだけにしてください(同じ連絡網は一度しか使われません)。',
    },
  },
  'policy_group.policy_unusable': {
    status: 422,
    retry: 'never',
    en: {
      title: 'By a policy of the group nobody can be called, so it is passed over',
      cure: 'Check the policy, or take it out of the group.',
    },
    ja: {
      title: '連絡網グループの中に、だれにも連絡できない連絡網があります(飛ばされます)',
      cure: '連絡網の内容を確かめるか、グループから外してください。',
    },
  },
  'policy_group.escalation_unused': {
    status: 422,
    retry: 'never',
    en: {
      title: 'Where a policy of the group escalates does not count: the next of the group follows it',
      cure: 'Put the policy it escalates to into the group, if it should be called.',
    },
    ja: {
      title: '連絡網グループでは連絡網自身の引き継ぎ先は使われません(グループの次の連絡網に進みます)',
      cure: '引き継ぎ先にも連絡したい場合は、その連絡網をグループに加えてください。',
    },
  },
  'policy_group.none_applies': {
    status: 422,
    retry: 'never',
    en: {
      title: 'No condition of the policy group holds at this time, so all of its policies are followed',
      cure: 'Give the group a policy without a condition.',
    },
    ja: {
      title: 'この時間帯に当たる連絡網がグループにないため、すべての連絡網が順に使われます',
      cure: '適用条件のない連絡網をグループに加えてください。',
    },
  },
  'policy_group.empty': {
    status: 422,
    retry: 'never',
    en: { title: 'No policy of the group exists any more', cure: 'Name existing policies in the group.' },
    ja: { title: '連絡網グループの連絡網がすべて削除されています', cure: '実在する連絡網をグループに加えてください。' },
  },
} as const satisfies Record<string, ErrorEntry>
