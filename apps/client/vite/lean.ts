import type { Plugin } from 'vite';

const exported = /^export (?:const|class|function) ([\w$]+)/gm;

/** What the client has no use for in zod, which brings it along with every schema, and what stands there instead. */
const unused: [file: RegExp, instead: (names: readonly string[]) => string][] = [
  // It makes no JSON Schema. Each of these makes a function of a schema, which nobody calls.
  [
    /\/core\/(to-json-schema|json-schema-processors)\.js$/,
    (names) => names.map((name) => `export const ${name} = () => () => {};`).join('\n'),
  ],
  // Nothing in the contract refers to itself, so nothing is kept in mind to find that out.
  [/\/core\/memoizer\.js$/, (names) => names.map((name) => `export const ${name} = () => {};`).join('\n')],
  // Its forms have words of their own for what is wrong.
  [/\/locales\/en\.js$/, () => 'export default () => ({});'],
];

/** Leaves out of the client's zod what the client has no use for: a quarter of it. */
export function leanZod(): Plugin {
  return {
    name: 'lean-zod',
    apply: 'build',
    transform: {
      filter: { id: /\/zod\/v4\/(core|locales)\// },
      handler(code, id) {
        const [, instead] = unused.find(([file]) => file.test(id)) ?? [];
        return instead?.([...code.matchAll(exported)].flatMap(([, name]) => name ?? []));
      },
    },
  };
}

/** Leaves out of the client's tRPC what speaks over WebSockets: a line that counts connections keeps all of it in every bundle. */
export function leanTrpc(): Plugin {
  return {
    name: 'lean-trpc',
    apply: 'build',
    transform: {
      filter: { id: /\/@trpc\/client\/dist\/wsLink-[^/]+\.mjs$/ },
      handler: (code) => code.replace(/^_defineProperty\(\w+, "connectCount", 0\);$/m, ''),
    },
  };
}
