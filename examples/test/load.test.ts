import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { dialects } from '@typedo/db/testing/places';
import { codePoints, newId, type Task, type Typedo } from '@typedo/sdk';
import { describe, expect, it } from 'vitest';
import { idOf } from '../run-ids.ts';
import { setupServerWorld } from './server-world.ts';

const rows = 600; // every twentieth of them is not valid
const valid = (rows / 20) * 19;
const refused = rows - valid;

for (const dialect of dialects) {
  describe(dialect, () => {
    it('loads every valid line once, says which rules refused the others, and creates nothing when it is repeated', async () => {
      await using world = await setupWorld(dialect);
      const run = newId();
      expect(await world.load(run)).toEqual([
        expect.stringContaining(`Run ${run} `),
        `${rows} lines: ${valid} valid (${valid} created now, 0 there already), ${refused} refused`,
        `     ${refused / 2}  description: Too big: expected string to have <=1000 characters`,
        `     ${refused / 2}  title: Too big: expected string to have <=200 characters`,
      ]);
      expect((await world.load(run)).at(1)).toBe(
        `${rows} lines: ${valid} valid (0 created now, ${valid} there already), ${refused} refused`,
      );
      expect(await world.listed()).toEqual(world.valid);
    });

    it('keeps every acknowledged task, and none twice, when the server is killed in the middle of the load', async () => {
      await using world = await setupWorld(dialect);
      const run = newId();
      const acknowledged: string[] = [];
      const once = world.typedo(1); // it does not try again, so what it acknowledged was written before the kill
      const calls = world.lines.map(async (line, index) => {
        const { id } = await once.task.create.mutate({ ...line, id: idOf(run, index) });
        if (acknowledged.push(id) === rows / 4) await world.kill();
      });
      expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(
        50,
      );
      await world.restart();
      const kept = new Set((await listAll(world.typedo(1))).map(({ id }) => id));
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
      expect((await world.load(run)).at(1)).toBe(
        `${rows} lines: ${valid} valid (${valid - kept.size} created now, ${kept.size} there already), ${refused} refused`,
      );
      expect(await world.listed()).toEqual(world.valid);
    });

    it('goes on by itself when the server comes back', async () => {
      await using world = await setupWorld(dialect);
      const loading = world.load();
      while ((await world.typedo(1).task.count.query()).open < rows / 4) await sleep(5);
      await world.kill();
      await world.restart();
      expect((await loading).at(1)).toBe(
        `${rows} lines: ${valid} valid (${valid} created now, 0 there already), ${refused} refused`,
      );
      expect(await world.listed()).toEqual(world.valid);
    });
  });
}

/** A server with an account, and a file of tasks. */
async function setupWorld(dialect: (typeof dialects)[number]) {
  const world = await setupServerWorld(dialect);
  const file = join(world.folder, 'tasks.jsonl');
  const lines = Array.from({ length: rows }, (_, index) => lineOf(index));
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return {
    ...world,
    lines,
    valid: lines
      .filter(isValid)
      .map(({ title, description }) => JSON.stringify([title.trim(), description]))
      .toSorted(),
    load: (run?: string) => load(file, run, world.settings),
    listed: async () =>
      (await listAll(world.typedo(1))).map(({ title, description }) => JSON.stringify([title, description])).toSorted(),
  };
}

type Line = { title: string; description: string | null };

/** Lines as people write them, with emoji and white space; of twenty one has a title too long, or a description. */
function lineOf(index: number): Line {
  if (index % 40 === 7) return { title: '\u{1F600}'.repeat(201), description: null };
  if (index % 40 === 27) return { title: `line ${index}`, description: 'd'.repeat(1001) };
  const title = index % 40 === 8 ? '\u{1F600}'.repeat(200) : ` \t${index} 🥛 \u202eright to left \n`;
  return { title, description: [null, '', 'two\nlines', '\u{1F600}'.repeat(1000)][index % 4] ?? null };
}

function isValid({ title, description }: Line): boolean {
  return codePoints(title.trim()) <= 200 && (description === null || codePoints(description) <= 1000);
}

async function load(file: string, run: string | undefined, settings: Record<string, string>): Promise<string[]> {
  const program = join(import.meta.dirname, '../load.ts');
  const child = spawn(process.execPath, [program, file, ...(run ? ['--run', run] : [])], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [printed, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new Error(`The load ended with ${child.exitCode}:\n${printed}${complaints}`);
  return printed.trimEnd().split('\n');
}

async function listAll(typedo: Typedo): Promise<Task[]> {
  const all: Task[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await typedo.task.list.query({ limit: 100, ...(cursor && { cursor }) });
    all.push(...page.tasks);
    cursor = page.nextCursor;
  }
  return all;
}
