// The contract's roles as the store is given them.

import { permissionsOf, roles } from '#contract/roles'
import type { RoleTable } from '#store/account/roles'

export const roleTable: RoleTable = { permissionsOf, names: roles }
