import { describe, expectTypeOf, it } from 'vitest';
import type { Details, ReasonOf, Reason, Task, Procedure } from './index.ts';

// Written out as a program sees them: the compiler is what judges this.
type Common =
  | 'INVALID_INPUT'
  | 'UNAUTHENTICATED'
  | 'SCOPE_MISSING'
  | 'ORIGIN_REFUSED'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL';
type OfMutation = 'MUTATION_REUSED' | 'MUTATION_EXPIRED';

describe('a reason', () => {
  it('is one of the procedure that was called, or one of every procedure', () => {
    expectTypeOf<{ [P in Procedure]: Exclude<ReasonOf<P>, Common> }>().toEqualTypeOf<{
      'task.list': never;
      'task.count': never;
      'task.byId': 'TASK_NOT_FOUND';
      'task.create': 'TASK_ID_TAKEN' | 'QUOTA_EXCEEDED' | OfMutation;
      'task.update': 'TASK_NOT_FOUND' | 'TASK_DELETED' | 'TASK_CHANGED' | OfMutation;
      'task.delete': 'TASK_NOT_FOUND' | 'TASK_CHANGED' | OfMutation;
      'task.restore': 'TASK_NOT_FOUND' | 'TASK_CHANGED' | OfMutation;
      'task.updateMany': 'TASK_NOT_FOUND' | 'TASK_DELETED' | OfMutation;
      'task.deleteMany': 'TASK_NOT_FOUND' | OfMutation;
      'task.history': 'TASK_NOT_FOUND';
      'sync.pull': never;
      'sync.push': 'CONTRACT_VERSION_UNSUPPORTED';
      'sync.live': never;
      'account.me': never;
      'account.keys.create': 'KEY_LIMIT_REACHED';
      'account.keys.list': never;
      'account.keys.revoke': 'KEY_NOT_FOUND';
      'account.sessions.list': never;
      'account.sessions.end': 'SESSION_NOT_FOUND';
      'account.sessions.endOthers': never;
      'account.export': never;
      'account.delete': 'WRONG_PASSWORD';
    }>();
    expectTypeOf<ReasonOf<'task.count'>>().toEqualTypeOf<Common>();
  });

  it('tells what a program needs to go on', () => {
    type None = Record<string, never>;
    type Issue = { path: (string | number)[]; code: string; message: string };
    expectTypeOf<{ [R in Reason]: Details<R> }>().toEqualTypeOf<{
      TASK_NOT_FOUND: { id: string };
      TASK_ID_TAKEN: { id: string };
      TASK_DELETED: { id: string };
      TASK_CHANGED: { task: Task };
      QUOTA_EXCEEDED: { quota: number };
      MUTATION_REUSED: { mutationId: string };
      MUTATION_EXPIRED: { mutationId: string };
      CONTRACT_VERSION_UNSUPPORTED: { supported: string };
      KEY_NOT_FOUND: None;
      KEY_LIMIT_REACHED: { limit: number };
      SESSION_NOT_FOUND: None;
      WRONG_PASSWORD: None;
      INVALID_INPUT: { issues: Issue[] };
      UNAUTHENTICATED: None;
      SCOPE_MISSING: { scope: 'tasks:read' | 'tasks:write' | null };
      ORIGIN_REFUSED: None;
      RATE_LIMITED: { retryAfter: number };
      UNAVAILABLE: { retryAfter: number };
      PROCEDURE_NOT_FOUND: None;
      METHOD_NOT_SUPPORTED: None;
      REQUEST_TIMEOUT: None;
      PAYLOAD_TOO_LARGE: None;
      UNSUPPORTED_MEDIA_TYPE: None;
      INTERNAL: None;
    }>();
  });
});
