import { exportPage, type ExportPage } from '@typedo/contract';
import { dialects } from '@typedo/db/testing';
import { isReason } from '@typedo/sdk';
import { describe, expect, test } from 'vitest';
import { setupServer, type Person } from './setup-server.ts';

for (const dialect of dialects) {
  describe(`an export on ${dialect}`, () => {
    test('is all that the account holds, without what would prove its person', async () => {
      await using server = await setupServer(dialect);
      const [ada, eve] = [await server.signUp('Ada'), await server.signUp('Eve')];
      await eve.typedo().task.create.mutate({ title: 'not hers' });
      const { secret, ...key } = await ada.key();
      const { task } = ada.typedo();
      const kept = await task.create.mutate({ title: 'kept' });
      const gone = await task.create.mutate({ title: 'gone' });
      const trashed = await task.delete.mutate({ id: gone.id });
      const pages = await readAll(ada, 2);
      const [first] = pages;
      expect(first?.account).toEqual({
        id: ada.userId,
        name: 'Ada',
        email: ada.email,
        createdAt: expect.any(String),
        keys: [key],
        sessions: [expect.objectContaining({ current: true })],
      });
      expect(pages.slice(1).map(({ account }) => account)).toEqual([null, null]);
      expect(pages.flatMap(({ tasks }) => tasks)).toEqual([
        { ...kept, deletedAt: null },
        { ...trashed, deletedAt: trashed.updatedAt },
      ]);
      const changes = pages.flatMap((page) => page.changes);
      expect(changes.map(({ kind, taskId, after }) => [kind, taskId, after.title])).toEqual([
        ['create', kept.id, 'kept'],
        ['create', gone.id, 'gone'],
        ['delete', gone.id, undefined],
      ]);
      const text = JSON.stringify(pages);
      const db = server.database.kysely();
      const tokens = (await db.selectFrom('sessions').select('token').execute()).map(({ token }) => String(token));
      const hashes = (await db.selectFrom('credentials').select('password').execute()).map((row) =>
        String(row.password),
      );
      for (const never of [secret.slice(12), ...tokens, ...hashes, 'not hers']) expect(text).not.toContain(never);
    });

    test('is for the person alone, and takes no cursor but its own', async () => {
      await using server = await setupServer(dialect);
      const ada = await server.signUp();
      const { secret } = await ada.key();
      const byKey = ada.typedo({ apiKey: secret }).account.export.query({});
      await expect(byKey).rejects.toSatisfy((error) => isReason(error, 'SCOPE_MISSING'));
      const foreign = ada.typedo().account.export.query({ cursor: 'x' });
      await expect(foreign).rejects.toSatisfy((error) => isReason(error, 'INVALID_INPUT'));
      expect(exportPage.safeParse(await ada.typedo().account.export.query()).success).toBe(true);
    });
  });
}

async function readAll(person: Person, limit: number): Promise<ExportPage[]> {
  const pages: ExportPage[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await person.typedo().account.export.query({ limit, ...(cursor ? { cursor } : {}) });
    pages.push(page);
    cursor = page.nextCursor;
  }
  return pages;
}
