import { createKey, scope, type CreateKey, type Scope } from '@typedo/sdk';
import type { Schema } from '../forms/problems.ts';

/** How long a key may work, in days; null for no end. */
export const lives = { month: 30, quarter: 90, year: 365, never: null } as const;

/** One of the choices of {@link lives}. */
export type Life = keyof typeof lives;

/** The check box that stands for all of them where none is chosen. */
export const firstScope = 'tasks:read' satisfies Scope;

// Where the form says what is wrong with a key of the contract's input: a key's name is not a person's, and scopes are check boxes.
const seats: Record<string, string> = { name: 'keyName', scopes: firstScope };

/** The contract's schema of a new key, over the fields of the form. */
export const keyInput: Schema<CreateKey> = {
  safeParse(values) {
    const result = createKey.safeParse(inputOf(new Map(Object.entries(values ?? {}))));
    if (result.success) return result;
    const issues = result.error.issues.map((issue) => {
      const key = String(issue.path[0] ?? '');
      return { ...issue, path: [seats[key] ?? key] };
    });
    return { success: false, error: { issues } };
  },
};

function inputOf(values: Map<string, unknown>) {
  const days = Object.entries(lives).find(([life]) => life === values.get('life'))?.[1] ?? null;
  return {
    name: values.get('keyName'),
    scopes: scope.options.filter((option) => values.has(option)),
    ...(days === null ? {} : { expiresInDays: days }),
  };
}
