import { fieldsOf } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { expect, it } from 'vitest';
import { setupServer } from './setup-server.ts';

for (const dialect of dialects) {
  it(`tells of every change who made it, when, and the fields before and after, on ${dialect}`, async () => {
    await using server = await setupServer(dialect);
    const ada = await server.signUp();
    const { id: keyId, secret } = await ada.key();
    const [typedo, key] = [ada.typedo(), ada.typedo({ apiKey: secret })];
    const made = await key.task.create.mutate({ title: 'Buy milk', description: 'two' });
    const { id } = made;
    const changed = await typedo.task.update.mutate({ id, patch: { title: 'Buy oat milk', description: null } });
    const [many] = (await key.task.updateMany.mutate({ ids: [id], patch: { complete: true } })).tasks;
    const gone = await key.task.delete.mutate({ id });
    await typedo.task.delete.mutate({ id }); // is there already: nothing that a history would tell
    expect((await typedo.task.list.query({ deleted: true })).tasks).toEqual([gone]);
    expect((await typedo.task.list.query()).tasks).toEqual([]);
    const back = await typedo.task.restore.mutate({ id });

    const [session, program] = [
      { kind: 'session', id: null },
      { kind: 'key', id: keyId },
    ];
    const story = [
      { kind: 'restore', at: back.updatedAt, by: session, before: {}, after: {} },
      { kind: 'delete', at: gone.updatedAt, by: program, before: {}, after: {} },
      { kind: 'update', at: many?.updatedAt, by: program, before: { complete: false }, after: { complete: true } },
      {
        kind: 'update',
        at: changed.updatedAt,
        by: session,
        before: { title: 'Buy milk', description: 'two' },
        after: { title: 'Buy oat milk', description: null },
      },
      {
        kind: 'create',
        at: made.createdAt,
        by: program,
        before: {},
        after: fieldsOf({ title: 'Buy milk', description: 'two' }),
      },
    ];
    expect(await key.task.history.query({ id })).toEqual({ changes: story, nextCursor: null });
    const first = await typedo.task.history.query({ id, limit: 3 });
    expect(first.changes).toEqual(story.slice(0, 3));
    const rest = await typedo.task.history.query({ id, limit: 3, cursor: first.nextCursor ?? '' });
    expect(rest).toEqual({ changes: story.slice(3), nextCursor: null });
  });
}
