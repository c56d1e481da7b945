// Assertions stay on in production: a broken invariant ends one callout as a defect instead of spoiling its neighbours.

export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

export const assert: (condition: unknown, message: string) => asserts condition = (condition, message) => {
  if (!condition) throw new InvariantError(message)
}
