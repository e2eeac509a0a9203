import { codePoints, limits } from '@typedo/sdk';
import type { NewTask } from './actions.ts';

/** The tasks in a pasted text: one a line, without the marks of a list. `[x]` is one that is done. */
export function tasksIn(text: string): NewTask[] {
  return text
    .toWellFormed()
    .replaceAll('\0', '')
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => taskOf(line.trim()))
    .filter(({ title }) => title !== '');
}

function taskOf(line: string): NewTask {
  const [, box, text = ''] = /^(?:[-*+•–]\s+|\d{1,3}[.)]\s+)?(?:\[([ xX])\](?:\s+|$))?(.*)$/su.exec(line) ?? [];
  const complete = box === 'x' || box === 'X';
  const title = text.trim();
  if (codePoints(title) <= limits.title.max) return { title, complete };
  // Nothing of a long line is lost as far as a task has room for it.
  const short = [...title].slice(0, limits.title.max - 1).join('');
  return { title: `${short.trimEnd()}…`, description: [...title].slice(0, limits.description.max).join(''), complete };
}
