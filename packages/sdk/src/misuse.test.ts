import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

/** Each way to misuse the SDK, and the words with which the compiler refuses it. */
const misuses: Record<string, [program: string, error: string]> = {
  'a field that tasks do not have': [
    'const { tilte } = await typedo.task.byId.query({ id });',
    "'tilte' does not exist",
  ],
  'a misspelt input': ["await typedo.task.create.mutate({ titel: 'x' });", "'titel' does not exist"],
  'a missing title': ['await typedo.task.create.mutate({});', "'title' is missing"],
  'a title that is no text': [
    'await typedo.task.create.mutate({ title: 1 });',
    "'number' is not assignable to type 'string'",
  ],
  'a complete that is no boolean': [
    "await typedo.task.create.mutate({ title: 'x', complete: 1 });",
    "'number' is not assignable to type 'boolean",
  ],
  'a task for somebody else': [
    "await typedo.task.create.mutate({ title: 'x', userId: 'u' });",
    "'userId' does not exist",
  ],
  'an id that is no text': ['await typedo.task.byId.query({ id: 7 });', "'number' is not assignable to type 'string'"],
  'a title of null': [
    'await typedo.task.update.mutate({ id, patch: { title: null } });',
    "'null' is not assignable to type 'string",
  ],
  'a change of what is immutable': [
    "await typedo.task.update.mutate({ id, patch: { createdAt: '' } });",
    "'createdAt' does not exist",
  ],
  'an update without a patch': ['await typedo.task.update.mutate({ id });', "'patch' is missing"],
  'a condition on what is no condition': [
    'await typedo.task.update.mutate({ id, patch: {}, was: { id } });',
    "'id' does not exist",
  ],
  'an order that is none': ["await typedo.task.list.query({ order: 'best' });", `'"best"' is not assignable`],
  'a scope that is none': [
    "await typedo.account.keys.create.mutate({ name: 'k', scopes: ['admin'] });",
    `'"admin"' is not assignable`,
  ],
  'a procedure that is none': ['await typedo.task.destroy.mutate({ id });', "'destroy' does not exist"],
  'a query called as a mutation': ['await typedo.task.list.mutate({});', "'mutate' does not exist"],
  'a mutation called as a query': ["await typedo.task.create.query({ title: 'x' });", "'query' does not exist"],
  'a description used as if it were never null': [
    '(await typedo.task.byId.query({ id })).description.length;',
    "is possibly 'null'",
  ],
  'a time used as a Date': ['(await typedo.task.byId.query({ id })).createdAt.getTime();', "'getTime' does not exist"],
  'a reason that is none': ["isReason(error, 'TASK_CHANGD');", `'"TASK_CHANGD"' is not assignable`],
  'the details of another reason': [
    "if (isReason(error, 'TASK_NOT_FOUND')) error.data.details.task;",
    "'task' does not exist",
  ],
  'an answer that was not awaited': ['typedo.task.byId.query({ id }).title;', "'title' does not exist"],
  'tasks of a message that may be a reset': [
    'for await (const { tasks } of typedo.live()) void tasks;',
    "'tasks' does not exist",
  ],
  'a replica without a storage': ['createReplica({ typedo });', "'storage' is missing"],
  'a task of a replica that is changed in place': [
    'createReplica({ typedo, storage: memoryStorage() }).tasks.clear();',
    "'clear' does not exist",
  ],
  'a title of null in a replica': [
    'await createReplica({ typedo, storage: memoryStorage() }).update(id, { title: null });',
    "'null' is not assignable to type 'string",
  ],
  'neither a key nor cookies': ["createTypedo({ url: 'http://localhost' });", 'is not assignable'],
  'a key and cookies': ["createTypedo({ url: 'http://localhost', apiKey: 'k', cookies: true });", 'is not assignable'],
};

const start = `import { createReplica, createTypedo, isReason, memoryStorage } from '@typedo/sdk';
const typedo = createTypedo({ url: 'http://localhost', apiKey: 'k' });
const id: string = '';
const error: unknown = null;
export { createReplica, createTypedo, error, id, isReason, memoryStorage, typedo };
`;

it('refuses every misuse when it is compiled, and nothing else', { timeout: 120_000 }, async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, 'src'));
  await writeFile(join(folder.path, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder.path, 'tsconfig.json'), JSON.stringify(project()));
  const names = ['right', ...Object.keys(misuses)];
  for (const [index, name] of names.entries()) {
    const right =
      "const task = await typedo.task.create.mutate({ title: 'x' });\nif (isReason(error, 'TASK_CHANGED')) error.data.details.task.title === task.title;";
    await writeFile(join(folder.path, `src/p${index}.ts`), start + (misuses[name]?.[0] ?? right));
  }
  const errors = await compile(folder.path);
  const ofProgram = (error: string) => /src\/p(\d+)\.ts\(6,/.exec(error)?.[1];
  expect(errors.filter((error) => !ofProgram(error))).toEqual([]); // not in the type tests either
  const refused = Object.fromEntries(
    names.map((name, index) => [name, errors.filter((error) => ofProgram(error) === String(index))]),
  );
  expect(refused).toEqual({
    right: [],
    ...Object.fromEntries(Object.entries(misuses).map(([name, [, error]]) => [name, [expect.stringContaining(error)]])),
  });
});

/** A program outside the repository, which sees the SDK as any other does; the tests of types are compiled with it. */
function project() {
  const sdk = join(import.meta.dirname, 'index.ts');
  return {
    extends: join(import.meta.dirname, '../../../tsconfig.base.json'),
    compilerOptions: {
      composite: false,
      noUnusedLocals: false,
      incremental: false,
      emitDeclarationOnly: false,
      noEmit: true,
      lib: ['es2025', 'dom', 'dom.iterable', 'esnext.disposable'],
      types: ['node'],
      typeRoots: [join(import.meta.dirname, '../node_modules/@types')],
      paths: { '@typedo/sdk': [sdk] },
    },
    include: ['src', ...['types', 'procedures', 'reasons'].map((name) => join(import.meta.dirname, `${name}.test.ts`))],
  };
}

const run = promisify(execFile);

async function compile(folder: string): Promise<string[]> {
  const tsc = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', folder, '--pretty', 'false'];
  // It fails, with what it printed as properties of the error.
  const { stdout } = await run(process.execPath, args, { cwd: folder }).catch(
    (error: unknown) => error as { stdout: string },
  );
  return stdout
    .trimEnd()
    .split(/\n(?! )/)
    .filter((error) => error !== ''); // the details of an error are indented
}

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'typedo-misuse-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
