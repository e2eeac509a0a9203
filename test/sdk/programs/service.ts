import assert from 'node:assert/strict';
import {
  createReplica,
  createTask,
  createTypedo,
  isReason,
  memoryStorage,
  newId,
  reasonOf,
  type Inputs,
  type Outputs,
  type Task,
} from '@typedo/sdk';
import { z } from 'zod';

// A program of somebody else, which says by itself whether what it met was right.
const { TYPEDO_URL = '', TYPEDO_API_KEY = '' } = process.env;
const typedo = createTypedo({ url: TYPEDO_URL, apiKey: TYPEDO_API_KEY });

// The schemas check a form, and are of the program's own zod.
const form = createTask.safeParse({ title: ' ', complete: 1 });
assert.deepEqual(
  form.error?.issues.map(({ path }) => path[0]),
  ['title', 'complete'],
);
assert(createTask instanceof z.ZodObject);
const own = z.object({ title: createTask.shape.title, colour: z.string() });
assert.deepEqual(own.parse({ title: ' Milk ', colour: 'white' }), { title: 'Milk', colour: 'white' });

const input: Inputs['task']['create'] = { title: 'Milk', id: newId() };
const milk: Task = await typedo.task.create.mutate(input);
const list: Outputs['task']['list'] = await typedo.task.list.query();
assert.deepEqual(list.tasks, [milk]);

const { cursor } = await typedo.sync.pull.query();
assert(cursor);
await typedo.task.update.mutate({ id: milk.id, patch: { complete: true } });
for await (const message of typedo.live({ cursor })) {
  assert.equal(message.reset ? null : message.tasks[0]?.complete, true);
  break;
}

try {
  await typedo.task.update.mutate({ id: milk.id, patch: { title: 'Oat milk' }, was: { complete: false } });
  assert.fail('It was not refused');
} catch (error) {
  assert.equal(reasonOf(error)?.reason, 'TASK_CHANGED');
  if (!isReason(error, 'TASK_CHANGED')) throw error;
  const { task } = error.data.details;
  assert.equal(task.complete satisfies boolean, true);
  // @ts-expect-error -- the details are those of this reason
  assert.equal(error.data.details.retryAfter, undefined);
}

await using replica = createReplica({ typedo, storage: memoryStorage() });
const { outcome } = await replica.update(milk.id, { complete: false });
assert.equal((await outcome).status, 'applied');
await replica.synced();
assert.equal(replica.get(milk.id)?.complete, false);

/** The compiler refuses each of these; nobody calls them. */
export const misuses = [
  // @ts-expect-error -- tasks have no such field
  () => milk.tilte,
  // @ts-expect-error -- nor is there such an input
  () => typedo.task.create.mutate({ titel: 'x' }),
  // @ts-expect-error -- a title is a text
  () => typedo.task.create.mutate({ title: 1 }),
  // @ts-expect-error -- there is no such procedure
  () => typedo.task.destroy satisfies object,
  // @ts-expect-error -- nor such a reason
  (error: unknown) => isReason(error, 'TASK_CHANGD'),
  // @ts-expect-error -- a description may be null
  () => milk.description.length,
  // @ts-expect-error -- the door shows nothing of what is behind it
  () => typedo.live({ userId: 'u' }),
];
