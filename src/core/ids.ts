// Branded identifiers. They are made at the edge (UUIDv7); core only carries and compares them.

declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

export type SpaceId = Id<'space'>
export type UserId = Id<'user'>
export type GroupId = Id<'group'>
export type ProjectId = Id<'project'>
export type MethodId = Id<'method'>
export type ConnectionId = Id<'connection'>
export type PolicyId = Id<'policy'>
export type PolicyGroupId = Id<'policy group'>
export type TemplateId = Id<'template'>
export type ScheduleId = Id<'schedule'>
export type CalendarId = Id<'calendar'>
export type CalloutId = Id<'callout'>
/** SHA-256 of a plan's canonical JSON, hexadecimal. */
export type PlanHash = Id<'plan'>
