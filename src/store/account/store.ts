// Everything about who may come in and what they may do, put together.

import type { SecretSealer } from '../config/connections.ts'
import type { ConfigDeps } from '../config/context.ts'
import { createAccounts } from './accounts.ts'
import { createFederated } from './federated.ts'
import { createFirstAdministrator } from './first-administrator.ts'
import { createForgotten } from './forgotten.ts'
import { createGrants } from './grants.ts'
import { createGroups } from './groups.ts'
import { createLinks } from './links.ts'
import { createOwnPassword } from './own-password.ts'
import { createPasswordChecker } from './password-check.ts'
import { type PasswordCost, passwordCost as usualCost } from './passwords.ts'
import { createProjects } from './projects.ts'
import { createSecondFactor, type SecretOpener } from './second-factor.ts'
import { createSessions } from './sessions.ts'
import { createSignIn } from './sign-in.ts'
import { createWho } from './who.ts'

export type AccountStoreOptions = ConfigDeps & {
  /** The real clock. */
  readonly leaseMs: () => number
  readonly sealer: SecretSealer & SecretOpener
  /** Less than usual only where nobody's password is at stake. */
  readonly passwordCost?: PasswordCost | undefined
}

export const createAccountStore = (options: AccountStoreOptions) => {
  const { passwordCost = usualCost, leaseMs } = options
  const deps = { ...options, passwordCost, passwords: createPasswordChecker(passwordCost, leaseMs) }
  const signIn = createSignIn(deps)
  return {
    groups: createGroups(deps),
    projects: createProjects(deps),
    accounts: createAccounts(deps),
    grants: createGrants(deps),
    links: createLinks(deps),
    forgotten: createForgotten(deps),
    sessions: createSessions(deps),
    federated: createFederated(deps),
    secondFactor: createSecondFactor(deps),
    signIn,
    who: createWho(deps),
    firstAdministrator: createFirstAdministrator(deps),
    changePassword: createOwnPassword({ ...deps, signIn }),
  }
}
