import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { dialects } from '@typedo/db/testing/places';
import { describe, expect, it } from 'vitest';
import { setupServerWorld } from './server-world.ts';

for (const dialect of dialects) {
  describe(dialect, () => {
    it('prints the open tasks and each change, says when the server is away, catches up with it, and ends when it is told to', async () => {
      await using world = await setupServerWorld(dialect);
      const { task } = world.typedo(1);
      const [milk, bread] = [await task.create.mutate({ title: 'Milk' }), await task.create.mutate({ title: 'Bread' })];
      await task.create.mutate({ title: 'Done', complete: true });
      await using program = follow(world.settings);
      await program.prints(['+ Milk', '+ Bread', expect.stringMatching(/^In step with /)]);
      await task.update.mutate({ id: milk.id, patch: { title: 'Oat \u001b[2Jmilk 🥛' } });
      await program.prints(['~ Milk -> Oat ·[2Jmilk 🥛']);
      await world.kill();
      await program.prints([expect.stringMatching(/does not answer/)]);
      await world.restart();
      await program.prints([expect.stringMatching(/^In step with /)]);
      await world.typedo(6).task.update.mutate({ id: milk.id, patch: { complete: true } });
      await program.prints(['✓ Oat ·[2Jmilk 🥛']);
      await world.typedo(1).task.delete.mutate({ id: bread.id });
      await program.prints(['- Bread']);
      expect(await program.end()).toEqual({ code: 0, complaints: '' });
    });
  });
}

it('ends quietly when nobody reads it any more', async () => {
  await using world = await setupServerWorld('sqlite');
  await using program = follow(world.settings);
  await program.prints([expect.stringMatching(/^In step with /)]);
  program.leave();
  await world.typedo(1).task.create.mutate({ title: 'unread' });
  expect(await program.ended()).toEqual({ code: 0, complaints: '' });
});

it('says what is missing, or wrong with the key', async () => {
  await using world = await setupServerWorld('sqlite');
  await using without = follow({ TYPEDO_API_KEY: '' });
  expect(await without.ended()).toMatchObject({ code: 2, complaints: expect.stringContaining('Set TYPEDO_API_KEY.') });
  await using wrong = follow({ ...world.settings, TYPEDO_API_KEY: 'tdo_wrong' });
  expect(await wrong.ended()).toEqual({ code: 1, complaints: 'Sign in, or send a valid API key.\n' });
});

/** The program in a process of its own. */
function follow(settings: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../follow.ts')], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [printed, complaints, read] = ['', '', 0];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const closed = once(child, 'close');
  const ended = async () => {
    await closed;
    return { code: child.exitCode, complaints };
  };
  return {
    ended,
    /** Waits for the next lines. */
    async prints(lines: unknown[]): Promise<void> {
      const next = () => printed.split('\n').slice(read, -1);
      await expect.poll(() => next().slice(0, lines.length), { timeout: 20_000 }).toEqual(lines);
      read += lines.length;
    },
    /** Closes the other end of what it prints into. */
    leave: () => void child.stdout.destroy(),
    end() {
      child.kill('SIGINT');
      return ended();
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await closed;
    },
  };
}
