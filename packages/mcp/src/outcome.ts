import type { Refusal, Scope } from '@typedo/contract';
import type { ToolProcedure } from './tools.ts';

/** What became of a call: the procedure's own output, why it was refused, or why no answer came. */
export type Outcome =
  | { readonly output: unknown }
  /** `advice` is a sentence for the agent, beside what the reason says of itself. */
  | { readonly refusal: Refusal; readonly advice?: string }
  | { readonly problem: string };

/** For whom tools are called, and how: the same tools serve every transport. */
export interface Caller {
  /** What the caller may do; null when that cannot be found out. Never rejects. */
  scopes(this: void): Promise<readonly Scope[] | null>;
  /** Runs a procedure with an input that nobody checked yet. Never rejects; the signal gives the call up. */
  call(this: void, procedure: ToolProcedure, input: unknown, signal: AbortSignal): Promise<Outcome>;
}
