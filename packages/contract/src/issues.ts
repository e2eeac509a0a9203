import type { z } from 'zod';
import { limits } from './limits.ts';
import type { Details } from './reasons.ts';

/** A message can name every unknown key that was sent; the beginning says enough. In UTF-16 units. */
const longest = 200;

/** What `INVALID_INPUT` tells of an input that a schema refused: the first of its issues, each at a bounded length. */
export function issuesOf({ issues }: Pick<z.ZodError, 'issues'>): Details<'INVALID_INPUT'>['issues'] {
  return issues.slice(0, limits.issues.max).map(({ path, code, message }) => ({
    path: path.filter((key) => typeof key !== 'symbol'),
    code,
    message: message.length > longest ? `${message.slice(0, longest)}…` : message,
  }));
}
