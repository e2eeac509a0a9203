import { catalogue, type CatalogueEntry } from '@typedo/api';

/** A procedure as the router declares it. */
export interface Declared extends Pick<CatalogueEntry, 'path' | 'input'> {
  readonly type: CatalogueEntry['kind'];
}

/** Every procedure of the router: what is added there is here without anybody's doing. */
export function declaredProcedures(): Declared[] {
  return catalogue().map(({ path, kind, input }) => ({ path, type: kind, input }));
}
