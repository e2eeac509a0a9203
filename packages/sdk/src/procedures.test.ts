import { describe, expectTypeOf, it } from 'vitest';
import type { ChangePassword, Inputs, Outputs, SignIn, SignUp, Task, Typedo } from './index.ts';

// Every procedure as a program sees it, written out: whatever changes in the contract or the router is an error of the compiler here.
/** The fields that a person writes: a new one is written here, and follows everywhere below. */
type Fields = { title: string; description: string | null; complete: boolean };
type Written = Flat<Fields & { id: string; userId: string; createdAt: string; updatedAt: string }>;
type Patch = { [K in keyof Fields]?: Fields[K] | undefined };
type Was = Patch & { updatedAt?: string | undefined };
type Move = { id: string; was?: Flat<Was> | undefined; mutationId?: string | undefined };
type Update = Flat<Move & { patch: Patch }>;
type Create = Flat<
  Omit<Patch, 'title'> & { title: string } & { id?: string | undefined; mutationId?: string | undefined }
>;
type Change = {
  at: string;
  kind: 'create' | 'update' | 'delete' | 'restore';
  by: { kind: 'session' | 'key'; id: string | null };
  before: Sent<Patch>;
  after: Sent<Patch>;
};
type Scopes = ('tasks:read' | 'tasks:write')[];
type Key = {
  id: string;
  name: string;
  start: string;
  scopes: Scopes;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
};
type Session = {
  id: string;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
  address: string | null;
  userAgent: string | null;
  current: boolean;
};
type Account = { id: string; name: string; email: string; createdAt: string; keys: Key[]; sessions: Session[] };
/** What JSON brings: a key is there or not, and never undefined. */
type Sent<T> = { [K in keyof T]: Exclude<T[K], undefined> };
type RefusedFor<R, D> = R extends string ? { status: 'refused'; reason: R; details: D } : never;
type Flat<T> = { [K in keyof T]: T[K] };

it('a task is what the contract says', () => {
  expectTypeOf<Task>().toEqualTypeOf<Written>();
});

describe('the procedures of a task', () => {
  it('take what the contract says', () => {
    expectTypeOf<Inputs['task']['list']>().toEqualTypeOf<
      | void
      | undefined
      | {
          complete?: boolean | undefined;
          deleted?: boolean | undefined;
          search?: string | undefined;
          order?: 'newest' | 'oldest' | 'recentlyUpdated' | 'title' | undefined;
          cursor?: string | undefined;
          limit?: number | undefined;
        }
    >();
    expectTypeOf<Inputs['task']['count']>().toEqualTypeOf<void>();
    expectTypeOf<Inputs['task']['byId']>().toEqualTypeOf<{ id: string }>();
    expectTypeOf<Inputs['task']['history']>().toEqualTypeOf<{
      id: string;
      cursor?: string | undefined;
      limit?: number | undefined;
    }>();
    expectTypeOf<Inputs['task']['create']>().toEqualTypeOf<Create>();
    expectTypeOf<Inputs['task']['update']>().toEqualTypeOf<Update>();
    expectTypeOf<Inputs['task']['delete']>().toEqualTypeOf<Move>();
    expectTypeOf<Inputs['task']['restore']>().toEqualTypeOf<Move>();
    expectTypeOf<Inputs['task']['updateMany']>().toEqualTypeOf<{
      ids: string[];
      patch: Patch;
      mutationId?: string | undefined;
    }>();
    expectTypeOf<Inputs['task']['deleteMany']>().toEqualTypeOf<{ ids: string[]; mutationId?: string | undefined }>();
  });

  it('answer what the contract says', () => {
    expectTypeOf<Outputs['task']['list']>().toEqualTypeOf<{ tasks: Task[]; nextCursor: string | null }>();
    expectTypeOf<Outputs['task']['count']>().toEqualTypeOf<{ open: number; complete: number; deleted: number }>();
    expectTypeOf<Outputs['task']['byId']>().toEqualTypeOf<Task>();
    expectTypeOf<Outputs['task']['history']>().toEqualTypeOf<{ changes: Change[]; nextCursor: string | null }>();
    expectTypeOf<Outputs['task']['create']>().toEqualTypeOf<Task>();
    expectTypeOf<Outputs['task']['update']>().toEqualTypeOf<Task>();
    expectTypeOf<Outputs['task']['delete']>().toEqualTypeOf<Task>();
    expectTypeOf<Outputs['task']['restore']>().toEqualTypeOf<Task>();
    expectTypeOf<Outputs['task']['updateMany']>().toEqualTypeOf<{ tasks: Task[] }>();
    expectTypeOf<Outputs['task']['deleteMany']>().toEqualTypeOf<{ tasks: Task[] }>();
  });
});

describe('the procedures of sync', () => {
  it('take what the contract says', () => {
    type Of<T extends string, I> = Flat<{ type: T; mutationId: string } & Omit<I, 'mutationId'>>;
    type Mutation =
      | Of<'create', Omit<Create, 'id'> & { id: string }>
      | Of<'update', Update>
      | Of<'delete', Move>
      | Of<'restore', Move>;
    expectTypeOf<Inputs['sync']['pull']>().toEqualTypeOf<
      { cursor?: string | null | undefined; limit?: number | undefined } | void | undefined
    >();
    expectTypeOf<Inputs['sync']['push']>().toEqualTypeOf<{ mutations: Mutation[]; contractVersion: string }>();
    expectTypeOf<Inputs['sync']['live']>().toEqualTypeOf<
      { cursor?: string | undefined; lastEventId?: string | undefined } | void | undefined
    >();
  });

  it('answer what the contract says', () => {
    type Applied = { status: 'applied'; task: Task };
    type Refused =
      | RefusedFor<'TASK_NOT_FOUND' | 'TASK_ID_TAKEN' | 'TASK_DELETED', { id: string }>
      | RefusedFor<'TASK_CHANGED', { task: Task }>
      | RefusedFor<'QUOTA_EXCEEDED', { quota: number }>
      | RefusedFor<'MUTATION_REUSED' | 'MUTATION_EXPIRED', { mutationId: string }>;
    expectTypeOf<Outputs['sync']['pull']>().toEqualTypeOf<
      | { reset: false; tasks: Task[]; deletedIds: string[]; cursor: string; hasMore: boolean }
      | { reset: true; tasks: Task[]; deletedIds: string[]; cursor: null; hasMore: true }
    >();
    expectTypeOf<Outputs['sync']['push']>().toEqualTypeOf<{
      outcomes: (Applied | Refused | { status: 'duplicate'; first: Applied | Refused })[];
      cursor: string;
    }>();
    type Event = Outputs['sync']['live'] extends AsyncIterable<infer E> ? E : never;
    type Changes = Exclude<Event, { reset: true }>;
    expectTypeOf<Extract<Event, { reset: true }>>().toEqualTypeOf<{ reset: true }>();
    expectTypeOf<Changes extends { data: infer D } ? D : never>().toEqualTypeOf<{
      tasks: Task[];
      deletedIds: string[];
    }>();
  });
});

describe('the procedures of an account', () => {
  it('take what the contract says', () => {
    expectTypeOf<Inputs['account']['me']>().toEqualTypeOf<void>();
    expectTypeOf<Inputs['account']['keys']['create']>().toEqualTypeOf<{
      name: string;
      scopes: Scopes;
      expiresInDays?: number | undefined;
    }>();
    expectTypeOf<Inputs['account']['keys']['list']>().toEqualTypeOf<void>();
    expectTypeOf<Inputs['account']['keys']['revoke']>().toEqualTypeOf<{ id: string }>();
    expectTypeOf<Inputs['account']['sessions']['list']>().toEqualTypeOf<void>();
    expectTypeOf<Inputs['account']['sessions']['end']>().toEqualTypeOf<{ id: string }>();
    expectTypeOf<Inputs['account']['sessions']['endOthers']>().toEqualTypeOf<void>();
    expectTypeOf<Inputs['account']['export']>().toEqualTypeOf<
      { cursor?: string | undefined; limit?: number | undefined } | void | undefined
    >();
    expectTypeOf<Inputs['account']['delete']>().toEqualTypeOf<{ password: string }>();
  });

  it('answer what the contract says', () => {
    expectTypeOf<Outputs['account']['me']>().toEqualTypeOf<{
      userId: string;
      kind: 'session' | 'key';
      scopes: Scopes;
    }>();
    expectTypeOf<Outputs['account']['keys']['create']>().toEqualTypeOf<Flat<Key & { secret: string }>>();
    expectTypeOf<Outputs['account']['keys']['list']>().toEqualTypeOf<{ keys: Key[] }>();
    expectTypeOf<Outputs['account']['keys']['revoke']>().toEqualTypeOf<{ id: string }>();
    expectTypeOf<Outputs['account']['sessions']['list']>().toEqualTypeOf<{ sessions: Session[] }>();
    expectTypeOf<Outputs['account']['sessions']['end']>().toEqualTypeOf<{ id: string }>();
    expectTypeOf<Outputs['account']['sessions']['endOthers']>().toEqualTypeOf<{ ended: number }>();
    expectTypeOf<Outputs['account']['export']>().toEqualTypeOf<{
      account: Account | null;
      tasks: Flat<Task & { deletedAt: string | null }>[];
      changes: Flat<Change & { taskId: string }>[];
      nextCursor: string | null;
    }>();
    expectTypeOf<Outputs['account']['delete']>().toEqualTypeOf<{ id: string }>();
  });
});

/** How each procedure is called, by its path. */
type Ways<T> = { [K in keyof T]: keyof T[K] };

it('each is called as a query, a mutation or a subscription, and there are no others', () => {
  expectTypeOf<Ways<Typedo['task']>>().toEqualTypeOf<{
    list: 'query';
    count: 'query';
    byId: 'query';
    history: 'query';
    create: 'mutate';
    update: 'mutate';
    delete: 'mutate';
    restore: 'mutate';
    updateMany: 'mutate';
    deleteMany: 'mutate';
  }>();
  expectTypeOf<Ways<Typedo['sync']>>().toEqualTypeOf<{ pull: 'query'; push: 'mutate'; live: 'subscribe' }>();
  expectTypeOf<Ways<Omit<Typedo['account'], 'keys' | 'sessions'>>>().toEqualTypeOf<{
    me: 'query';
    export: 'query';
    delete: 'mutate';
  }>();
  expectTypeOf<Ways<Typedo['account']['sessions']>>().toEqualTypeOf<{
    list: 'query';
    end: 'mutate';
    endOthers: 'mutate';
  }>();
  expectTypeOf<Ways<Typedo['account']['keys']>>().toEqualTypeOf<{
    create: 'mutate';
    list: 'query';
    revoke: 'mutate';
  }>();
});

it('the forms of an account have what the contract says', () => {
  expectTypeOf<SignIn>().toEqualTypeOf<{ email: string; password: string }>();
  expectTypeOf<SignUp>().toEqualTypeOf<{ name: string; email: string; password: string }>();
  expectTypeOf<ChangePassword>().toEqualTypeOf<{ currentPassword: string; newPassword: string }>();
});
