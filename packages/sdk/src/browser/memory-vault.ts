import { memoryStorage } from '../replica/memory-storage.ts';
import type { Step } from '../replica/storage.ts';
import type { Kept, Vault } from './vault.ts';

/** A vault of one tab alone, for a browser that keeps nothing. */
export function memoryVault(): Vault {
  const storage = memoryStorage();
  let version = 0;
  let order = 0;
  const keep = async (step: Step): Promise<Kept> => {
    await storage.commit(step);
    return { version: ++version, step };
  };
  return {
    kind: 'memory',
    load: async () => ({ ...(await storage.load()), version }),
    version: () => Promise.resolve(version),
    write: ({ putOps = [], ...step }) => keep({ ...step, putOps: putOps.map((op) => ({ ...op, order: ++order })) }),
    commit: keep,
    begin: () => Promise.resolve(),
    note: () => {},
    close: () => {},
  };
}
