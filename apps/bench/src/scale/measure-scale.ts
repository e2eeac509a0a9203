import { parseCursor } from '@typedo/contract';
import { createOrm, migrate, type Dialect } from '@typedo/db';
import { fill, keyOf } from '@typedo/db/testing/filling';
import { createClient, query, type Client } from '../stage/client.ts';
import { patiently, type Place } from '../stage/place.ts';
import type { Stage } from '../stage/stage.ts';
import { measureWork, type Figures } from './measure-work.ts';
import { createPopulation, type Population } from './population.ts';
import { worksOf, type Work } from './works.ts';

/** How fast a work is in a database with so many tasks. */
export interface ScaleRow extends Figures {
  readonly dialect: Dialect;
  readonly tasks: number;
  readonly work: string;
}

/** What is measured. */
export interface ScaleOptions {
  readonly stage: Stage;
  /** How many tasks the databases have, the smallest first. */
  readonly sizes: readonly { readonly dialect: Dialect; readonly tasks: number }[];
  /** How often each figure is measured, and for how many milliseconds. */
  readonly rounds: number;
  readonly ms: number;
  /** Says what is going on. */
  readonly say: (line: string) => void;
}

/** Fills a database of each size and measures the same works in all of one kind over HTTP, round by round, so that what disturbs hits all. */
export async function measureScale({ stage, sizes, rounds, ms, say }: ScaleOptions): Promise<ScaleRow[]> {
  const rows: ScaleRow[] = [];
  for (const dialect of new Set(sizes.map(({ dialect }) => dialect))) {
    await using stack = new AsyncDisposableStack();
    const place = stack.use(await stage.openPlace(dialect));
    const running: Running[] = [];
    for (const { tasks } of sizes.filter((size) => size.dialect === dialect)) {
      const begun = performance.now();
      const filled = await fillPlace(place, tasks);
      say(`Filled ${dialect} with ${tasks} tasks in ${Math.round((performance.now() - begun) / 1000)} s`);
      running.push(await run(filled, stage, stack));
    }
    say(`Measuring ${dialect}`);
    const names = new Set(running.flatMap(({ works }) => works.map(({ name }) => name)));
    for (const name of names) {
      const asked = running.flatMap(({ tasks, client, works }) => {
        const work = works.find((each) => each.name === name && each.accounts.length > 0);
        return work ? [{ tasks, client, work }] : [];
      });
      const figures = await measureWork(asked, rounds, ms);
      rows.push(...figures.map((each, at) => ({ dialect, tasks: asked[at]?.tasks ?? 0, work: name, ...each })));
    }
  }
  return rows;
}

interface FilledDatabase {
  readonly url: string;
  readonly tasks: number;
  readonly now: number;
  readonly population: Population;
}

async function fillPlace(place: Place, tasks: number): Promise<FilledDatabase> {
  const { name, url } = await place.create(`scale_${tasks}`);
  await migrate({ url });
  const now = Date.now();
  const population = createPopulation(tasks);
  if (place.dialect === 'sqlite') {
    await fillUrl(url, population, now);
  } else {
    // What is filled in refers to nothing that is not there: no need to look at each row.
    await patiently(url, [`alter database ${name} set session_replication_role = replica`]);
    await fillUrl(url, population, now);
    // Autovacuum would do its part later, and in the middle of a measurement.
    await patiently(url, [`alter database ${name} reset session_replication_role`, 'vacuum (analyze)', 'checkpoint']);
  }
  return { url, tasks, now, population };
}

async function fillUrl(url: string, population: Population, now: number): Promise<void> {
  await using database = await createOrm({ url });
  await fill(database, population.accounts, now);
}

/** A server over a filled database, and what it is asked. */
interface Running {
  readonly tasks: number;
  readonly client: Client;
  readonly works: readonly Work[];
}

async function run(
  { url, tasks, now, population }: FilledDatabase,
  stage: Stage,
  stack: AsyncDisposableStack,
): Promise<Running> {
  const server = stack.use(await stage.startServer({ url }));
  const client = stack.use(createClient(server.port));
  const [first] = population.some;
  const { body } = await client.ask(query(keyOf(first?.userId ?? ''), 'sync.pull', { cursor: null, limit: 1 }));
  const { result } = JSON.parse(body) as { result: { data: { cursor: string } } }; // the answer to a pull
  const epoch = parseCursor(result.data.cursor)?.epoch ?? '';
  return { tasks, client, works: worksOf(population, { epoch, now }) };
}
