// JP1 Cloud Service 通報管理: its REST API, so that a script written for it only changes the host name.

import { createDialectApp, refuseOtherMethods } from '#dialects/shared/dialect-app'
import type { Dialect } from '#http/port'
import { shape } from './answers.ts'
import { execute } from './execute.ts'
import type { Jp1Deps } from './ports.ts'
import { refresh, signIn, signOut } from './sessions.ts'

export const createJp1 = (deps: Jp1Deps): Dialect => {
  const app = createDialectApp({ shape, isUnavailable: deps.isUnavailable, log: deps.log })
  app.post('/api/v1/signin', signIn(deps))
  app.post('/api/v1/refresh', refresh(deps))
  app.post('/api/v1/signout', signOut(deps))
  app.post('/api/v1/net/:net/execute', execute(deps))
  refuseOtherMethods(app, { shape })
  return { app }
}
