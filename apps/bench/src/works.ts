import type { Call } from './contenders/contender.ts';
import type { Cast, Person } from './data/cast.ts';
import { createRandom, idOf } from './data/random.ts';
import { searches, writeTexts } from './data/texts.ts';

/** A call, and by whom. */
export interface Asked {
  readonly by: Person;
  readonly call: Call;
}

/** What is measured: a kind of call, or a mix. */
export interface Work {
  /** In options and files. */
  readonly name: string;
  /** As people read it. */
  readonly title: string;
  /** Each waits for its answer before it asks again. */
  readonly connections: number;
  /** Calls that may be repeated, built once and asked in turn by all connections; or what a connection (counted from 0) asks, ever new. */
  readonly calls: (cast: Cast) => { repeated: readonly Asked[] } | { fresh: (connection: number) => () => Asked };
  /** Calls whose answers are compared between contenders before anything is measured. */
  readonly checks: (cast: Cast) => readonly Asked[];
}

/** All works, in the order in which they are measured: those that only read come first. */
export const works: readonly Work[] = [
  repeating('ping', 'ping, signed in', ({ writers }) => writers.map((by) => ({ by, call: { name: 'ping' } }))),
  repeating('list-100', 'list 50 of 100', ({ small, writers }) =>
    [small, ...writers].map((by) => ({ by, call: { name: 'list', limit: 50 } })),
  ),
  repeating('list-large', 'list 50 of 100,000', ({ large: by }) => [{ by, call: { name: 'list', limit: 50 } }]),
  repeating('by-id', 'byId', ({ large: by }) => by.ids.map((id) => ({ by, call: { name: 'byId', id } }))),
  repeating('search', 'search, a page of 100', ({ small: by }) =>
    searches.map((search) => ({ by, call: { name: 'search', search, limit: 50 } })),
  ),
  repeating('batch', 'batch of 10 byId', ({ large: by }) =>
    Array.from({ length: 512 }, (_, at) => ({
      by,
      call: { name: 'batch', ids: Array.from({ length: 10 }, (_, index) => cycled(by.ids, at * 10 + index)) },
    })),
  ),
  repeating('pull', 'pull of 1,000', ({ large: by }) => [{ by, call: { name: 'pull', limit: 1000 } }]),
  writing('create', 'create', 16, createBy),
  writing('update', 'update', 16, updateBy),
  writing('push', 'push of 100', 16, pushBy),
  writing('mixed', 'mixed, 80 % reads', 16, mixedBy, ({ small, writers: [writer = small] }) => [
    { by: small, call: { name: 'byId', id: cycled(small.ids, 0) } },
    { by: small, call: { name: 'list', limit: 50 } },
    createBy(writer, 0)(),
    updateBy(writer, 0)(),
  ]),
  {
    name: 'hot',
    title: '50 writers on one user',
    connections: 50,
    calls: ({ hot }) => ({ fresh: (connection) => createBy(hot, connection) }),
    checks: ({ hot }) => [createBy(hot, 0)()],
  },
];

function repeating(name: string, title: string, ask: (cast: Cast) => readonly Asked[]): Work {
  return {
    name,
    title,
    connections: 16,
    calls: (cast) => ({ repeated: ask(cast) }),
    checks: (cast) => ask(cast).slice(0, 6),
  };
}

/** Each connection is a user of its own. */
function writing(
  name: string,
  title: string,
  connections: number,
  ask: (by: Person, seed: number) => () => Asked,
  checks = ({ small, writers: [writer = small] }: Cast): readonly Asked[] => [ask(writer, 0)()],
): Work {
  return {
    name,
    title,
    connections,
    calls: (cast) => ({ fresh: (connection) => ask(cycled(cast.writers, connection), connection) }),
    checks,
  };
}

/** Texts are made up beforehand: the generator has better things to do meanwhile. */
function textsOf(seed: number) {
  const random = createRandom(seed + Date.now());
  const texts = Array.from({ length: 64 }, () => writeTexts(random));
  const first = texts[0] ?? writeTexts(random);
  let count = 0;
  return {
    random,
    next: () => {
      const { title, description } = texts[++count % texts.length] ?? first;
      return { title: `${title} ${count}`, description };
    },
  };
}

function createBy(by: Person, seed: number): () => Asked {
  const texts = textsOf(seed);
  return () => ({ by, call: { name: 'create', ...texts.next() } });
}

function updateBy(by: Person, seed: number): () => Asked {
  const texts = textsOf(seed);
  let count = seed;
  return () => ({
    by,
    call: { name: 'update', id: cycled(by.ids, count++), title: texts.next().title },
  });
}

function pushBy(by: Person, seed: number): () => Asked {
  const texts = textsOf(seed);
  return () => {
    const now = Date.now();
    const tasks = Array.from({ length: 100 }, () => ({ id: idOf(now, texts.random), ...texts.next() }));
    return { by, call: { name: 'push', tasks } };
  };
}

function mixedBy(by: Person, seed: number): () => Asked {
  const [create, update] = [createBy(by, seed), updateBy(by, seed)];
  let count = seed;
  return () => {
    const turn = count++ % 10;
    if (turn === 4) return create();
    if (turn === 9) return update();
    return { by, call: turn % 2 === 0 ? { name: 'byId', id: cycled(by.ids, count) } : { name: 'list', limit: 50 } };
  };
}

function cycled<T>(values: readonly T[], index: number): T {
  const value = values[index % values.length];
  if (value === undefined) throw new Error('There is nothing to choose from');
  return value;
}
