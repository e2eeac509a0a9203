import { globSync } from 'node:fs';
import { contractMutants } from './contract-operators.ts';
import { entityMutants } from './entity-operators.ts';
import type { Mutant } from './mutant.ts';
import { routerMutants } from './router-operators.ts';
import { readSource, type Source } from './source.ts';
import { root } from '../workspaces.ts';

/** The sources that are changed, by their paths from the repository's root. */
export interface Found {
  readonly sources: ReadonlyMap<string, Source>;
  readonly mutants: readonly Mutant[];
}

/** Finds every mutant of the contract, the entities and the routers, in the sources as they are. */
export function findMutants(): Found {
  const contract = read('packages/contract/src/**/*.ts');
  const entities = read('packages/db/src/**/{*.entity,of-user}.ts');
  const routers = read('packages/api/src/**/{*.router,router}.ts');
  return {
    sources: new Map([...contract, ...entities, ...routers].map((source) => [source.file, source])),
    mutants: [...contractMutants(contract), ...entityMutants(entities), ...routerMutants(routers)],
  };
}

function read(pattern: string): Source[] {
  const files = globSync(pattern, { cwd: root, exclude: ['**/*.test.ts'] });
  return files.toSorted().map((file) => readSource(file));
}
