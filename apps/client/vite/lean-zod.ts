import type { Plugin } from 'vite';

/**
 * Leaves out of the client's zod what the client has no use for: it makes no JSON Schema, and its forms have words of their own for what is
 * wrong. zod brings both along with every schema, about a fifth of it.
 */
export function leanZod(): Plugin {
  return {
    name: 'lean-zod',
    apply: 'build',
    transform: {
      filter: { id: /\/zod\/v4\/(core\/(to-json-schema|json-schema-processors)|locales\/en)\.js$/ },
      handler(code, id) {
        const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name);
        if (id.endsWith('/en.js')) return 'export default () => ({ localeError: () => undefined });';
        if (names.length === 0) throw new Error(`${id} exports nothing any more: look at what leanZod is for`);
        // Each makes a function of a schema, which nobody calls.
        return names.map((name) => `export const ${name} = () => () => {};`).join('\n');
      },
    },
  };
}
