// Loads a file of tasks, one JSON object { title, description } a line, through the SDK:
//   pnpm load FILE [--run ID]
// Each line's task has an id that follows from the run and the line, so that a load that broke off is repeated safely.
import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createTypedo, newId, reasonOf, taskId, type Inputs, type Typedo } from '@typedo/sdk';
import { idOf } from './run-ids.ts';
import { showProgress } from './progress.ts';

const usage = `Usage: pnpm load FILE [--run ID]

  FILE      one JSON object a line: { "title": string, "description": string | null }
  --run ID  repeat an earlier run: what it created already is not created again

  TYPEDO_API_KEY  an API key that may read and write tasks (make one: pnpm typedo key create --help)
  TYPEDO_URL      where the server is; http://localhost:3000 by default`;

const together = 200; // calls under way at once; the SDK sends 20 in a request

const { TYPEDO_URL: url = 'http://localhost:3000', TYPEDO_API_KEY: apiKey } = process.env;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { run: { type: 'string' }, help: { type: 'boolean' } },
  });
  const [file, ...rest] = positionals;
  const { run = newId() } = values;
  if (values.help) {
    console.log(usage);
  } else if (!file || rest.length > 0 || !apiKey || !taskId.safeParse(run).success) {
    console.error(
      `${!file || rest.length > 0 ? 'Name one file.' : !apiKey ? 'Set TYPEDO_API_KEY.' : 'A run is a UUIDv7, as an earlier load printed it.'}\n\n${usage}`,
    );
    process.exitCode = 2;
  } else {
    const before = await createTypedo({ url, apiKey, attempts: 2 }).task.count.query(); // a server that is not there is told at once
    await load(createTypedo({ url, apiKey, attempts: 12 }), file, run, before.open);
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

/** Creates a task for each line and prints what became of them. */
async function load(typedo: Typedo, file: string, run: string, open: number): Promise<void> {
  console.log(`Run ${run} (to repeat it safely: pnpm load ${file} --run ${run})`);
  const refused = new Map<string, number>();
  const progress = showProgress();
  let lines = 0;
  const underWay = new Set<Promise<void>>();
  const createOne = async (line: string, index: number) => {
    const rule = await create(typedo, line, idOf(run, index));
    if (rule !== null) refused.set(rule, (refused.get(rule) ?? 0) + 1);
    progress.step((total) => (input.bytesRead / size) * (total / lines));
  };
  const { size } = statSync(file);
  const input = createReadStream(file);
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    const call = createOne(line, lines++);
    underWay.add(call);
    void call.then(
      () => underWay.delete(call),
      () => {}, // one that failed stays, and is met below
    );
    if (underWay.size >= together) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  progress.end();
  // A repeated create answers like the first; how many there are now tells the two apart.
  report(lines, refused, (await typedo.task.count.query()).open - open);
}

/** Says in a line why the load ended. */
function explain(error: unknown): string {
  const refusal = reasonOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (refusal?.reason === 'SCOPE_MISSING')
    return `${message} It needs the scope ${refusal.details.scope ?? 'of a session'}.`;
  if (refusal || (error instanceof Error && 'syscall' in error)) return message;
  return `${url} did not answer (${message}). Is the server running there?`;
}

/** Creates one task, and gives the rule that refused it, or null. */
async function create(typedo: Typedo, line: string, id: string): Promise<string | null> {
  try {
    // The server says what is wrong with a line; nothing is checked here first.
    const row = JSON.parse(line) as Inputs['task']['create'] | null;
    if (typeof row !== 'object' || row === null) return 'line: is not an object';
    const { title, description } = row;
    await typedo.task.create.mutate({ id, title, description });
    return null;
  } catch (error) {
    if (error instanceof SyntaxError) return 'line: is not JSON';
    const refusal = reasonOf(error);
    if (refusal?.reason !== 'INVALID_INPUT') throw error;
    return refusal.details.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' and ');
  }
}

function report(lines: number, refused: Map<string, number>, created: number): void {
  const count = [...refused.values()].reduce((sum, one) => sum + one, 0);
  console.log(
    `${lines} lines: ${lines - count} valid (${created} created now, ${lines - count - created} there already), ${count} refused`,
  );
  for (const [rule, times] of [...refused].toSorted(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1)))
    console.log(`  ${String(times).padStart(5)}  ${rule}`);
}
