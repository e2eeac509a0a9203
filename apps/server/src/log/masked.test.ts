import { expect, it } from 'vitest';
import { masked } from './masked.ts';

it.for([
  ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ['UNIQUE constraint failed: users.email', 'UNIQUE constraint failed: users.email'],
  ['UNIQUE constraint failed: tasks.user_id, tasks.id', 'UNIQUE constraint failed: tasks.user_id, tasks.id'],
  ['Connection terminated unexpectedly', 'Connection terminated unexpectedly'],
  ["It can't be", "It can't be"],
])('keeps what quotes nothing: %s', ([message, kept]) => {
  expect(masked(message!)).toBe(kept);
});

it.for([
  'Key (email)=(canary@b.c) already exists.',
  'invalid input syntax for type uuid: "canary"',
  'invalid input syntax for type uuid: "a" canary"',
  `Unexpected token 'c', "canary" is not valid JSON`,
  'select * from users where email = canary',
  'insert into tasks values (canary) - syntax error',
  'User not found: canary',
  'no account of canary@example.com',
  'no key tdo_canary',
  'GET /trpc/task.list?input=canary failed',
  'first line\ncanary',
  'the title ‘canary’ is bad',
  'der Titel „canary“ geht nicht',
  'UNIQUE constraint failed: canary canary',
  `${'x'.repeat(300)}canary`,
])('cuts off what may be a value: %s', (message) => {
  const text = masked(message);
  expect(text).not.toContain('canary');
  expect(text).toMatch(/…$/);
});
