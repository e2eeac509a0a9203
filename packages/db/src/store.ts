// The door for code that must not see the ORM: interfaces and the error of a refusal.
export type * from './principal.ts';
export * from './refused.ts';
export type * from './task/task-store.ts';
export type { WakeUps } from './wake/wake-ups.ts';
