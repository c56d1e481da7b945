// What statements about accounts and sessions ask of second factors.

/** SQL: whether everybody in the space needs one. @param spaceId an expression */
export const factorRequired = (spaceId: string): string =>
  `coalesce((select body->'signIn'->>'secondFactor' = 'required' from space_setting where space_id = ${spaceId}), false)`

/** SQL: whether an account has one that is confirmed. @param accountId an expression */
export const factorOn = (accountId: string): string =>
  `exists (select from second_factor f where f.account_id = ${accountId} and f.confirmed_at is not null)`
