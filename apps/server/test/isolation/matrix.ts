import { isDeepStrictEqual } from 'node:util';
import type { TestServer } from '../setup-server.ts';
import { moved, type Account, type NamedBelonging } from './accounts.ts';
import { openLine, type Answer, type Line } from './ask.ts';
import { statusOf, type Caller } from './callers.ts';
import { inputs, type Belongings } from './inputs.ts';
import { isName } from './kinds.ts';
import type { Declared } from './procedures.ts';
import { placesIn, replacedAt, valueAt, type Path } from './schema-parts.ts';
import { bodyOf, headersOf, reasonOf, shapeOf } from './shape.ts';

/** What became of the calls of one caller to one procedure. */
export interface Cell {
  readonly column: Caller['column'];
  readonly path: string;
  /** Where in the input another's name stood; null for all of them at once. */
  readonly field: string | null;
  readonly calls: number;
  /** What was wrong, in words. */
  readonly leaks: readonly string[];
}

/** An input with a name of another's in it, and the same with a name that never was. */
interface Attempt {
  readonly field: string | null;
  /** Made anew for each call, as some may succeed once only. */
  readonly theirs: () => unknown;
  /** Null when there is nothing to compare with. */
  readonly nobodys: (() => unknown) | null;
}

/** Each of the belongings under its own name: where an input names one, this tells which. */
const labels: Record<NamedBelonging, NamedBelonging> & Pick<Belongings, 'moreMutationIds' | 'word' | 'password'> = {
  open: 'open',
  other: 'other',
  trashed: 'trashed',
  fresh: 'fresh',
  mutationId: 'mutationId',
  keyId: 'keyId',
  sessionId: 'sessionId',
  listCursor: 'listCursor',
  historyCursor: 'historyCursor',
  syncCursor: 'syncCursor',
  exportCursor: 'exportCursor',
  moreMutationIds: ['mutationId', 'mutationId', 'mutationId'],
  word: '',
  password: '',
};

/** A field that names something, in one of a procedure's inputs. */
export interface Field {
  /** Which input. */
  readonly input: number;
  readonly at: string;
  readonly path: Path;
  readonly names: NamedBelonging;
}

/** The fields that name something, in each of a procedure's inputs. Throws when the table names a thing that is none of the belongings. */
export function fieldsOf({ path, input: schema }: Declared, example: Belongings): Field[] {
  const labelled: readonly unknown[] = inputs[path](labels);
  return inputs[path](example).flatMap((input, index) =>
    placesIn(schema, input)
      .filter(isName)
      .map((place) => {
        const names = valueAt(labelled[index], place.path);
        if (typeof names !== 'string' || !Object.hasOwn(labels, names))
          throw new Error(`${path}${place.at}: inputs.ts has to take this from the belongings`);
        return { input: index, at: place.at, path: place.path, names: names as NamedBelonging };
      }),
  );
}

/** Runs all cells of one caller and one procedure. `secrets` are what nobody but the owner may hear. */
export async function runCells(
  server: TestServer,
  { caller, procedure, secrets }: { caller: Caller; procedure: Declared; secrets: readonly string[] },
): Promise<Cell[]> {
  if (caller.isOwner && caller.refusal(procedure) === null) return [];
  using line = openLine(server.url);
  const judge = createJudge(caller, procedure, secrets);
  const attempts = attemptsOf(caller, procedure);
  return await Promise.all(
    attempts.map(async ({ field, theirs, nobodys }) => {
      const none = nobodys && (await askAlone(line, caller, procedure, nobodys));
      const alone = await askAlone(line, caller, procedure, theirs);
      const asked = [...alone, await askInBatch(line, caller, procedure, theirs())];
      const where = `${caller.column} (${caller.name}): ${procedure.path}${field ?? ''}`;
      return {
        column: caller.column,
        path: procedure.path,
        field,
        calls: asked.length + (none?.length ?? 0),
        leaks: asked
          .flatMap((one, index) => judge(one, none && (none[index] ?? none[0] ?? null)))
          .map((leak) => `${where}: ${leak}`),
      };
    }),
  );
}

function attemptsOf({ own, owner, briefly, name: by }: Caller, procedure: Declared): Attempt[] {
  const make = (from: Belongings): readonly unknown[] => inputs[procedure.path](from);
  const whole = make(owner.nobodys()).map((example, index) => {
    const nobodys = () => make(owner.nobodys())[index];
    const names = !isDeepStrictEqual(example, nobodys()); // anything at all
    return { field: null, theirs: () => make(owner.belongings(by))[index], nobodys: names ? nobodys : null };
  });
  if (briefly) return whole;
  const single = fieldsOf(procedure, owner.nobodys()).flatMap(({ input, at, path, names }) =>
    owner.values(names, by).map(({ theirs, nobodys }) => {
      const base = () => make(own?.belongings(by) ?? owner.nobodys())[input];
      return {
        field: at,
        theirs: () => replacedAt(base(), path, theirs()),
        nobodys: nobodys && (() => replacedAt(base(), path, nobodys())),
      };
    }),
  );
  return [...single, ...whole];
}

/** A call and its answer; of a batch the second counts, behind a call for what is the caller's own. */
interface Asked {
  readonly way: 'alone' | 'batch' | 'header';
  readonly sent: unknown;
  readonly answer: Answer;
}

async function askAlone(line: Line, from: Caller, procedure: Declared, input: () => unknown): Promise<Asked[]> {
  const sent = input();
  const asked: Asked[] = [{ way: 'alone', sent, answer: await line.call(procedure, sent, from) }];
  // A browser says by a header where its stream was.
  const { lastEventId } = (sent ?? {}) as { lastEventId?: string };
  if (lastEventId !== undefined) {
    const headers = [...from.headers, ['last-event-id', lastEventId] as const];
    asked.push({ way: 'header', sent, answer: await line.call(procedure, undefined, { ...from, headers }) });
  }
  return asked;
}

async function askInBatch(line: Line, from: Caller, { path, type }: Declared, sent: unknown): Promise<Asked> {
  const own =
    type === 'mutation' ? { path: 'task.create', input: { title: 'Mine' } } : { path: 'task.count', input: undefined };
  return { way: 'batch', sent, answer: await line.batch([own, { path, input: sent }], type, from) };
}

function createJudge(caller: Caller, procedure: Declared, secrets: readonly string[]) {
  const refusal = caller.refusal(procedure);
  return ({ way, sent, answer }: Asked, none: Asked | null): string[] => {
    const streamed = way === 'batch' && procedure.type === 'subscription'; // which is refused to everybody
    const entry = way === 'batch' && !streamed ? 1 : undefined;
    const all = bodyOf(answer.text);
    const body = entry === undefined ? all : (all as unknown[])[entry];
    const reason = reasonOf(body);
    const wrong: string[] = [];
    if (streamed) {
      if (answer.status < 400) wrong.push(`a batch opened a stream`);
    } else if (refusal === null) {
      if (
        reason === 'INTERNAL' ||
        reason === 'INVALID_INPUT' ||
        reason === 'UNAUTHENTICATED' ||
        reason === 'SCOPE_MISSING'
      )
        wrong.push(`was refused as ${reason}`);
      if (entry === 1 && reasonOf((all as unknown[])[0]) !== undefined) wrong.push(`spoiled the caller's own call`);
    } else if (reason !== refusal || (entry === undefined && answer.status !== statusOf(refusal))) {
      wrong.push(`was answered ${answer.status} ${String(reason)}, not ${refusal}`);
    }
    for (const name of namesIn(sent)) caller.sent.add(name);
    const heard = leaksIn(answer, caller.sent, secrets);
    if (heard.length > 0) wrong.push(`heard ${heard.slice(0, 3).join(', ')}`);
    if (none && !streamed && !isDeepStrictEqual(shapeOf(body), shapeOf(bodyOf(none.answer.text))))
      wrong.push(`tells what is another's from what never was: ${answer.text} / ${none.answer.text}`);
    if (
      none &&
      way !== 'batch' &&
      (answer.status !== none.answer.status || headersOf(answer.headers) !== headersOf(none.answer.headers))
    )
      wrong.push(`has another status or other headers for what is another's than for what never was`);
    if (none && way !== 'batch' && reason !== undefined && answer.text.length !== none.answer.text.length)
      wrong.push(`is longer or shorter for what is another's than for what never was`);
    return wrong.map((text) => `${way}: ${text}`);
  };
}

/** The secrets that an answer holds, but for those that the caller named before. */
function leaksIn({ headers, text }: Answer, named: ReadonlySet<string>, secrets: readonly string[]): string[] {
  const all = `${headers}\n${text}\n${decoded(text)}`;
  return secrets.filter((secret) => all.includes(secret) && !named.has(secret));
}

/** All strings in an input, and what its cursors say. */
function namesIn(input: unknown): string[] {
  const json = JSON.stringify(input) ?? '';
  return `${json}${decoded(json)}`.match(/[\w@.-]+/g) ?? [];
}

/** What the cursors in a text say. */
function decoded(text: string): string {
  const cursors = text.match(/"W[\w-]{10,}"/g) ?? [];
  return cursors.map((cursor) => Buffer.from(cursor.slice(1, -1), 'base64url').toString()).join('\n');
}

/** What an owner's own call finds: that the inputs are valid, and that what must not be heard would be noticed. */
export async function askAsOwner(
  server: TestServer,
  procedure: Declared,
  owner: Account,
): Promise<{ answers: Answer[]; heard: string[] }> {
  using line = openLine(server.url);
  const secrets = await owner.secrets();
  const headers = [['cookie', owner.person.cookie] as const];
  await owner.renew();
  const given = ownInputs(owner, procedure);
  const answers = await Promise.all(given.map((input) => line.call(procedure, input, { headers })));
  return {
    answers,
    heard: answers.flatMap((answer, index) => leaksIn(answer, new Set(namesIn(given[index])), secrets)),
  };
}

/** Valid inputs of a procedure for an owner, each with new names where it makes something: some would be refused behind another. */
export function ownInputs(owner: Account, { path }: Declared): unknown[] {
  const make = (): readonly unknown[] => {
    const own = owner.belongings('owner');
    const { fresh, mutationId, moreMutationIds } = owner.nobodys();
    const syncCursor = moved(own.syncCursor, () => 2); // a stream from the newest place would tell of nothing
    return inputs[path]({ ...own, fresh, mutationId, moreMutationIds, syncCursor });
  };
  return make().map((_, index) => make()[index]);
}

/**
 * Whether what a caller is told without naming anything stays as it is while the owner's things change: a number can be another's as well.
 * Gives what differed, in words.
 */
export async function movesWith(server: TestServer, caller: Caller, procedure: Declared): Promise<string[]> {
  using line = openLine(server.url);
  const read = async () => bodyOf((await line.call(procedure, undefined, caller)).text);
  const before = await read();
  await caller.owner.renew();
  const after = await read();
  if (isDeepStrictEqual(before, after)) return [];
  return [`${caller.column} (${caller.name}): ${procedure.path} changed with another's tasks`];
}
