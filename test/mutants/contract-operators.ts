import type { Node } from 'oxc-parser';
import { fieldMutants } from './contract-fields.ts';
import { namedMutants } from './contract-names.ts';
import { ruleMutants } from './contract-rules.ts';
import type { Edit, Mutant } from './mutant.ts';
import { readSchemas, type Schemas } from './schemas.ts';
import { pathOf, walk, type Source } from './source.ts';

/** A node of the contract, and what is around it. */
export interface Place {
  readonly node: Node;
  readonly around: readonly Node[];
  /** The keys that lead to it. */
  readonly path: string;
  readonly text: string;
  readonly schemas: Schemas;
}

/** What an operator makes of a place. */
export interface Change {
  readonly operator: string;
  /** What it changes, when that is not the place itself. */
  readonly of?: string;
  readonly detail?: string;
  readonly edits: Edit[];
}

/** Every mutant of the contract's sources. */
export function contractMutants(sources: readonly Source[]): Mutant[] {
  const schemas = readSchemas(sources);
  const mutants: Mutant[] = [];
  for (const { file, text, program } of sources) {
    walk(program, (node, around) => {
      const path = pathOf(node, around);
      const place = { node, around, path, text, schemas };
      for (const change of [...fieldMutants(place), ...ruleMutants(place), ...namedMutants(place)]) {
        const { operator, of = '', detail = '', edits } = change;
        mutants.push({ part: 'contract', operator, subject: `${path}${of}`, detail, file, edits });
      }
    });
  }
  return mutants;
}
