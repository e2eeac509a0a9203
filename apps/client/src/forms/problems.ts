import { codePoints } from '@typedo/sdk';
import { texts } from '../texts.ts';

/** What a form knows of a schema: the contract's zod schemas fit. */
export interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly minimum?: unknown;
  readonly maximum?: unknown;
}

/** What is wrong, by field, in words. */
export type Problems = Partial<Record<string, string>>;

/** Checks values against a schema of the contract. Answers with what it made of them, or with one sentence for each wrong field. */
export function check<T>(
  schema: Schema<T>,
  values: Record<string, unknown>,
): { data: T; problems?: never } | { problems: Problems; data?: never } {
  const result = schema.safeParse(values);
  if (result.success) return { data: result.data };
  const problems: Problems = {};
  for (const issue of result.error.issues) {
    const field = String(issue.path[0] ?? '');
    problems[field] ??= problem(field, issue, values[field]);
  }
  return { problems };
}

// As the contract has it: the other texts are trimmed before they are measured.
const untrimmed = new Set(['password', 'currentPassword', 'newPassword', 'description']);

function problem(field: string, { code, minimum, maximum }: Issue, value: unknown): string {
  const given = typeof value === 'string' ? value : '';
  const text = untrimmed.has(field) ? given : given.trim();
  const words: { empty?: string; invalid?: string } =
    field in texts.fields ? texts.fields[field as keyof typeof texts.fields] : {}; // just looked
  if (text === '' && words.empty) return words.empty;
  if (code === 'too_small') return texts.problems.tooShort(Number(minimum), codePoints(text));
  if (code === 'too_big') return texts.problems.tooLong(Number(maximum), codePoints(text));
  return words.invalid ?? texts.problems.unfit;
}
