import type { Node } from 'oxc-parser';
import { remove, rename, replace } from './edits.ts';
import type { Edit, Mutant } from './mutant.ts';
import { keyOf, methodCall, pathOf, walk, type Source } from './source.ts';

/** Who may call a procedure, by the words that it begins with. */
const accesses = ['reading', 'writing', 'inPerson', 'signedIn'];

const kinds: Record<string, string> = { query: 'mutation', mutation: 'query', subscription: 'query' };

/** The parts that a procedure is made of, in the order in which they are written. */
interface Procedure {
  readonly access: Node;
  readonly input: Node;
  readonly output: Node;
  /** `query`, `mutation` or `subscription`. */
  readonly kind: Node & { type: 'Identifier' };
}

/** Every mutant of the routers: procedures and groups of them renamed and removed; each part of a procedure another one. */
export function routerMutants(sources: readonly Source[]): Mutant[] {
  return sources.flatMap(({ file, text, program }) => {
    const mutants: Mutant[] = [];
    const said = ({ start, end }: Node) => text.slice(start, end);
    const all = proceduresOf(program);
    walk(program, (node, around) => {
      if (node.type !== 'Property' || !isRouter(around)) return;
      const subject = `${file.split('/').at(-1)} ${pathOf(node, around)}`;
      const add = (operator: string, edits: Edit[], detail = ''): void => {
        mutants.push({ part: 'router', operator, subject, detail, file, edits });
      };
      add('rename', rename(node, text));
      add('remove', remove(text, node));
      const procedure = all.get(node);
      if (!procedure) return;
      const { access, input, output, kind } = procedure;
      for (const other of accesses)
        if (other !== said(access))
          add('change access', [...replace(access, other), ...imported(program, text)], `to ${other}`);
      const procedures = [...all.values()];
      add(
        'change input',
        ...another(
          input,
          procedures.map(({ input: node }) => said(node)),
          said,
        ),
      );
      add(
        'change output',
        ...another(
          output,
          procedures.map(({ output: node }) => said(node)),
          said,
        ),
      );
      add('make optional', replace(input, `${said(input)}.optional()`), 'input');
      add('make nullable', replace(output, `${said(output)}.nullable()`), 'output');
      const other = kinds[kind.name] ?? 'query';
      add('change kind', replace(kind, other), `to ${other}`);
      const call = methodCall(input);
      if (call?.name === 'prefault') add('make required', replace(input, said(call.object)), 'input');
    });
    return mutants;
  });
}

function isRouter(around: readonly Node[]): boolean {
  const call = around.at(-2);
  return call?.type === 'CallExpression' && call.callee.type === 'Identifier' && call.callee.name === 'router';
}

/** The procedures of a file, by the properties that name them. */
function proceduresOf(program: Node): Map<Node, Procedure> {
  const found = new Map<Node, Procedure>();
  walk(program, (node) => {
    const last = node.type === 'Property' ? methodCall(node.value) : null;
    const output = last && methodCall(last.object);
    const input = output && methodCall(output.object);
    if (
      node.type !== 'Property' ||
      node.value.type !== 'CallExpression' ||
      node.value.callee.type !== 'MemberExpression'
    )
      return;
    const { property: kind } = node.value.callee;
    if (kind.type !== 'Identifier' || output?.name !== 'output' || input?.name !== 'input') return;
    const [given, answered] = [input.args[0], output.args[0]];
    if (!given || !answered) throw new Error(`${keyOf(node)} has no schemas`);
    found.set(node, { access: input.object, input: given, output: answered, kind });
  });
  return found;
}

/** The next schema that another procedure of the file has in this place. */
function another(node: Node, all: readonly string[], said: (node: Node) => string): [Edit[], string] {
  const place = all.indexOf(said(node));
  const other = [...all.slice(place), ...all].find((schema) => schema !== said(node)) ?? 'z.void()';
  return [replace(node, other), `to ${other}`];
}

/** Imports every word of access, so that the file itself stays right. */
function imported(program: Node, text: string): Edit[] {
  const edits: Edit[] = [];
  walk(program, (node) => {
    if (node.type !== 'ImportDeclaration' || !node.source.value.endsWith('/trpc.ts')) return;
    const missing = accesses.filter((name) => !new RegExp(`\\b${name}\\b`).test(text.slice(node.start, node.end)));
    const at = node.specifiers[0]?.start ?? node.start;
    edits.push({ start: at, end: at, text: missing.map((name) => `${name}, `).join('') });
  });
  return edits;
}
