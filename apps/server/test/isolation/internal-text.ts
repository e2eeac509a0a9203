import { reasons, type Reason } from '@typedo/contract';
import type { Answer } from './ask.ts';

/** Put where only the log may show it: the text of an error, or a value that is stored wrongly. */
export const canary = 'secret canary /srv/typedo/x.ts select * from users';

/** Words of the database, its drivers, the libraries and the machine: nothing of it is for callers. */
const internal = [
  /secret.canary/i,
  /\b(select|insert|where|returning|from \w+_|alter|pragma)\b/i,
  /\b(tasks|heads|changes|mutations|epochs|users|sessions|api_keys|credentials|user_id|\w+_(at|by|id|kind|seq))\b/i,
  /sqlite|postgres|\bpg\b|kysely|mikro|better.?auth|hono|trpc|zod|sqlstate/i,
  /constraint|relation|column|trigger|syntax|statement|transaction|database|connection|\bpool\b|socket|disk/i,
  /node:|node_modules|\.(ts|js|mjs|sqlite)\b|\/(srv|tmp|home|var|usr|work)\b|stack|\bat \S+ \(/i,
  /\bE[A-Z]{5,}\b|\b(57P0\d|57014|42P0\d|42703|23514|P0001|25006)\b/,
];

/** What is wrong with an answer to a call that failed on our side, in words; null when it is masked as it should be. */
export function faultOf({ headers, text }: Answer): string | null {
  if (/secret.canary/i.test(headers + text)) return `shows the canary: ${text}`;
  const bodies = errorsIn(text);
  return bodies.map(faultOfError).find((fault) => fault !== null) ?? null;
}

/** The errors in an answer: of one call, of several in a batch, or at the end of a stream. */
function errorsIn(text: string): unknown[] {
  const event = /^event: serialized-error\ndata: (.*)$/m.exec(text);
  if (event?.[1] !== undefined) return [{ error: JSON.parse(event[1]) as unknown }];
  if (text.startsWith('event: ')) return [];
  const body = JSON.parse(text) as unknown;
  const all = Array.isArray(body) ? (body as unknown[]) : [body];
  return all.filter((one) => typeof one === 'object' && one !== null && ('error' in one || 'code' in one));
}

function faultOfError(body: unknown): string | null {
  const text = JSON.stringify(body);
  const words = text.replace(/"path":"[\w.]+"|"scope":"tasks:\w+"/g, ''); // which name procedures and scopes
  const word = internal.find((pattern) => pattern.test(words));
  if (word) return `says ${String(word.exec(words)?.[0])}: ${text}`;
  return isContractError(body) || isAuthError(body) ? null : `is not an error as the contract has it: ${text}`;
}

interface Shape {
  error: {
    code: number;
    message: string;
    data: { code: string; httpStatus: number; path?: string; reason: Reason; details: unknown };
  };
}

/** The error of a procedure: these keys, the reason's own sentence, and the details that it declares. */
function isContractError(body: unknown): boolean {
  if (keysOf(body) !== 'error') return false;
  const { error } = body as Shape;
  if (keysOf(error) !== 'code,data,message' || !Object.hasOwn(reasons, error.data.reason)) return false;
  const { message, code, details } = reasons[error.data.reason];
  const known = error.message === message && error.data.code === code && details.safeParse(error.data.details).success;
  return known && /^code,details,httpStatus,(path,)?reason$/.test(keysOf(error.data));
}

/** The error of an account's endpoint. */
function isAuthError(body: unknown): boolean {
  const { code, message, retryAfter = 1 } = body as { code?: unknown; message?: unknown; retryAfter?: unknown };
  const keys = /^code,message(,retryAfter)?$/.test(keysOf(body));
  return keys && typeof code === 'string' && typeof message === 'string' && Number.isSafeInteger(retryAfter);
}

function keysOf(value: unknown): string {
  return Object.keys(value as object)
    .toSorted()
    .join();
}
