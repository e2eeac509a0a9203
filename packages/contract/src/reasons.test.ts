import { expect, it } from 'vitest';
import { commonReasons, procedureReasons, reasons, reasonsByName, type Reason } from './index.ts';

it('has a sentence for people and a tRPC code for every reason', () => {
  for (const { code, message } of Object.values(reasonsByName)) {
    expect(code).toMatch(/^[A-Z_]+$/);
    expect(message).toMatch(/^[A-Z].*\.$/);
  }
});

it('names for each procedure reasons that exist, each once and none that every procedure has', () => {
  for (const named of Object.values(procedureReasons)) {
    expect(new Set(named).size).toBe(named.length);
    for (const reason of named)
      expect([Object.hasOwn(reasons, reason), new Set<Reason>(commonReasons).has(reason)]).toEqual([true, false]);
  }
});
