import type { Mutant, Part } from './mutant.ts';

/** One thing that may notice a mutant: the compiler over a project, or tests of one workspace. */
export type Step = TypeStep | TestStep;

interface TypeStep {
  /** The configuration of a project, from the repository's root. */
  readonly project: string;
}

export interface TestStep {
  /** The folder of the workspace. */
  readonly folder: string;
  /** Test files, from the workspace's folder; the first that fails is the one that counts. */
  readonly files: readonly string[];
  /** Only the tests whose names match. */
  readonly name?: string;
}

/**
 * Programs that see the SDK as it is packed, without what is internal to it: the compiler, over the sources of all projects, says something
 * else of them. Their own test compiles them.
 */
export const outside = /^test\/sdk\/programs\//;

/** The files that a mutant lies among: what the compiler finds there is no consumer's finding. */
export const own: Record<Part, RegExp> = {
  contract: /^packages\/contract\//,
  entity: /^packages\/db\/src\/\w+\/([\w-]+\.entity|of-user)\.ts$/,
  router: /^packages\/api\//,
};

// The quickest are asked first. The gate of the contract is none of them: it compares with a snapshot, and would notice everything.

/** Programs see the contract as this package does. */
export const sdk = { project: 'packages/sdk/tsconfig.json' };
const db = { project: 'packages/db/tsconfig.json' };
const others = [
  'packages/api/tsconfig.json',
  'test/tsconfig.json',
  'packages/mcp/tsconfig.json',
  'apps/client/tsconfig.src.json',
  'examples/tsconfig.json',
  'apps/client/tsconfig.node.json',
  'apps/server/tsconfig.json',
  'apps/bench/tsconfig.json',
].map((project) => ({ project }));

const rules = {
  folder: 'test',
  files: ['contract-rules.test.ts', 'contract-answers.test.ts', 'contract-document.test.ts'],
};
const migrations = 'src/migrations/migrate.test.ts';
const sqlite = {
  folder: 'packages/db',
  files: ['src/entities.test.ts', migrations],
  name: 'named as its column|sqlite.*the very schema',
};
const postgres = { folder: 'packages/db', files: [migrations], name: 'postgresql.*the very schema' };

/** Operators whose mutants have the same types, as far as one can tell: tests are asked before the compiler. */
const silent = new Set([
  'loosen',
  'tighten',
  'change number',
  'change default',
  'drop meta',
  'change access',
  'change code',
]);

/** Who may notice a mutant, in the order in which they are asked. */
export function stepsFor({ part, operator }: Mutant): Step[] {
  if (part === 'entity') return [db, sqlite, postgres, ...others];
  const tests = part === 'contract' ? [rules, sqlite] : [rules];
  const types = [sdk, db, ...others];
  if (silent.has(operator)) return [...tests, ...types];
  return [sdk, rules, db, ...others, ...tests.slice(1)];
}

/** Every step that there is: without a mutant none of them may find anything. */
export const everyStep: readonly Step[] = [sdk, db, ...others, rules, sqlite, postgres];
