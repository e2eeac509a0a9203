import { fileURLToPath } from 'node:url';
import type { Contender } from '../contender.ts';
import { protocol } from './protocol.ts';

/** node:http and the raw driver, as a good engineer writes them in an afternoon. */
export const plainCeiling: Contender = {
  name: 'plain',
  title: 'Plain',
  kind: 'ceiling',
  tables: 'typedo',
  program: fileURLToPath(new URL('plain.ts', import.meta.url)),
  protocol,
};

/** The same with every trick that Typedo uses, and no other. */
export const tunedCeiling: Contender = {
  name: 'tuned',
  title: 'Tuned',
  kind: 'ceiling',
  tables: 'typedo',
  program: fileURLToPath(new URL('tuned.ts', import.meta.url)),
  protocol,
};
