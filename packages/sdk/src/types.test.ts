import { describe, expectTypeOf, it } from 'vitest';
import {
  createReplica,
  createTypedo,
  isReason,
  memoryStorage,
  type reasonOf,
  type Inputs,
  type LiveMessage,
  type Outcome,
  type Refusal,
  type RefusedOp,
  type Replica,
  type Task,
  type TypedoError,
  type Written,
} from './index.ts';

// The compiler is what judges these tests; `misuse.test.ts` runs it over this file.
const typedo = createTypedo({ url: 'http://localhost', apiKey: 'tdo_x' });

describe('the types of the SDK', () => {
  it('say what a call brings', () => {
    expectTypeOf(typedo.task.create.mutate).returns.resolves.toEqualTypeOf<Task>();
    expectTypeOf(typedo.task.list.query).returns.resolves.toEqualTypeOf<{ tasks: Task[]; nextCursor: string | null }>();
  });

  it('say what live tells', () => {
    expectTypeOf(typedo.live).returns.toEqualTypeOf<AsyncGenerator<LiveMessage, void, void>>();
    expectTypeOf<LiveMessage>().toEqualTypeOf<
      { reset: false; cursor: string; tasks: Task[]; deletedIds: string[] } | { reset: true }
    >();
  });

  it('say what a replica takes and tells', () => {
    expectTypeOf(createReplica).toBeCallableWith({ typedo, storage: memoryStorage(), userId: 'u' });
    expectTypeOf<Replica['get']>().returns.toEqualTypeOf<Task | undefined>();
    expectTypeOf<Replica['tasks']>().toEqualTypeOf<ReadonlyMap<string, Task>>();
    expectTypeOf<Replica['deleting']>().toEqualTypeOf<readonly Task[]>();
    expectTypeOf<Replica['create']>().parameter(0).toEqualTypeOf<Omit<Inputs['task']['create'], 'mutationId'>>();
    expectTypeOf<Replica['update']>().parameter(1).toEqualTypeOf<Inputs['task']['update']['patch']>();
    expectTypeOf<Replica['create']>().returns.resolves.toEqualTypeOf<Written>();
    expectTypeOf<Written['outcome']>().resolves.toEqualTypeOf<Outcome>();
    expectTypeOf<Extract<Outcome, { status: 'applied' }>['task']>().toEqualTypeOf<Task>();
    expectTypeOf<RefusedOp['refusal']>().toEqualTypeOf<Refusal>();
    expectTypeOf<Replica['status']['phase']>().toEqualTypeOf<
      'loading' | 'offline' | 'syncing' | 'live' | 'signedOut' | 'closed'
    >();
    expectTypeOf<Replica>().toExtend<AsyncDisposable>();
  });

  it('narrow an error by its reason', () => {
    const changed = (error: unknown) => (isReason(error, 'TASK_CHANGED') ? error : null);
    const invalid = (error: unknown) => (isReason(error, 'INVALID_INPUT') ? error : null);
    expectTypeOf(changed).returns.toEqualTypeOf<TypedoError<'TASK_CHANGED'> | null>();
    expectTypeOf<TypedoError<'TASK_CHANGED'>['data']['details']>().toEqualTypeOf<{ task: Task }>();
    expectTypeOf<
      NonNullable<ReturnType<typeof invalid>>['data']['details']['issues'][number]['message']
    >().toEqualTypeOf<string>();
    expectTypeOf<
      Extract<NonNullable<ReturnType<typeof reasonOf>>, { reason: 'UNAVAILABLE' }>['details']
    >().toEqualTypeOf<{ retryAfter: number }>();
  });
});
