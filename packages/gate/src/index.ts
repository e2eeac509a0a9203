export { compare } from './compare.ts';
export type { Difference } from './difference.ts';
export { snapshot, type Snapshot } from './snapshot.ts';
