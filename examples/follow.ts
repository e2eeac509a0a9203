// Shows the open tasks in a terminal and stays in step with every other program and browser:
//   pnpm follow
// On a terminal it draws the list anew at each change; elsewhere, as in a pipe, it prints a line for each change.
import { parseArgs } from 'node:util';
import { createReplica, createTypedo, memoryStorage, reasons, type Refusal, type Replica } from '@typedo/sdk';
import { lineView, screenView } from './task-view.ts';

const usage = `Usage: pnpm follow

  Ctrl+C ends it.

  TYPEDO_API_KEY  an API key that may read tasks (make one: pnpm typedo key create --help)
  TYPEDO_URL      where the server is; http://localhost:3000 by default`;

const { TYPEDO_URL: url = 'http://localhost:3000', TYPEDO_API_KEY: apiKey } = process.env;

try {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help) {
    console.log(usage);
  } else if (apiKey) {
    await using replica = createReplica({ typedo: createTypedo({ url, apiKey }), storage: memoryStorage() });
    const problem = await follow(replica);
    if (problem) throw new Error(reasons[problem.reason].message);
  } else {
    console.error(`Set TYPEDO_API_KEY.\n\n${usage}`);
    process.exitCode = 2;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** Shows what changes until the person or who reads it ends it, or the server says why this key may not read; gives that. */
async function follow(replica: Replica): Promise<Refusal | null> {
  const { promise: ended, resolve: end, reject: fail } = Promise.withResolvers<Refusal | null>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end(null));
  // A reader that has enough, such as `head`, is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? end(null) : fail(error)));
  const view = process.stdout.isTTY ? screenView(process.stdout) : lineView((line) => console.log(line));
  const stop = replica.subscribe((ids) => {
    const { phase, problem } = replica.status;
    view.show(replica.tasks, ids);
    if (problem) end(problem);
    else if (phase === 'offline') view.say(`${url} does not answer. It is asked again until it does.`);
    else if (phase === 'live') view.say(`In step with ${url}. Ctrl+C ends it.`);
  });
  const problem = await ended;
  stop();
  view.end();
  return problem;
}
