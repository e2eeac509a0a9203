import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { reasons, type Refusal } from '@typedo/contract';
import type { Outcome } from './outcome.ts';

/**
 * What an agent is told of a call. An output comes as it is, and as text for programs that know no other. A refusal is a result as well, since
 * agents do not see the protocol's own errors: first a text that says what to do, then `{ reason, details, message }` as JSON. It is no structured
 * content: that would have to be of the output's schema.
 */
export function resultOf(outcome: Outcome): CallToolResult {
  if ('output' in outcome) {
    const { output } = outcome;
    return { content: [text(JSON.stringify(output))], structuredContent: output as Record<string, unknown> }; // every tool's is an object
  }
  if ('problem' in outcome) return { isError: true, content: [text(outcome.problem)] };
  const { refusal, advice = adviceOf(refusal) } = outcome;
  const { reason, details } = refusal;
  const { message } = reasons[reason];
  const told = `${reason}: ${message}${advice && ` ${advice}`}`;
  return { isError: true, content: [text(told), text(JSON.stringify({ reason, details, message }))] };
}

function text(text: string) {
  return { type: 'text' as const, text };
}

/** What to do about a refusal, where its sentence does not say so. */
function adviceOf({ reason, details }: Refusal): string {
  switch (reason) {
    case 'INVALID_INPUT':
      return details.issues.map(({ path, message }) => `${path.join('.') || 'The input'}: ${message}.`).join(' ');
    case 'TASK_NOT_FOUND':
      return 'Look for it with list_tasks.';
    case 'TASK_CHANGED':
      return 'It is below as it is now: look whether the change is still meant.';
    case 'SCOPE_MISSING':
      return details.scope === null ? '' : `It needs a key with the scope ${details.scope}.`;
    case 'RATE_LIMITED':
    case 'UNAVAILABLE':
      return `It may be tried again in ${details.retryAfter} s.`;
    default:
      return '';
  }
}
