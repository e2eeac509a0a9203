import type { LineSink } from './create-log.ts';
import type { FailureRecord } from './failure-record.ts';

/** A line as the log's library writes it. */
interface Entry {
  readonly level: string;
  readonly msg: string;
  readonly requestId?: string;
  readonly reason?: string;
  readonly err?: FailureRecord;
}

/** Makes what turns the log's JSON into lines for people: the sentence alone, and behind an error what is known of it. */
export function createTextLines({ out, err }: { out: LineSink; err: LineSink }): LineSink {
  return {
    write(json) {
      const entry = JSON.parse(json) as Entry; // which createLog has just written
      (entry.level === 'error' ? err : out).write(`${textOf(entry)}\n`);
    },
  };
}

function textOf({ level, msg, requestId, reason, err }: Entry): string {
  const id = requestId !== undefined && level !== 'info' ? ` [${requestId}]` : '';
  if (!err) return msg + id;
  // What passes by itself needs no search for where it came from.
  return reason === 'UNAVAILABLE' ? `${msg}${id}: ${told(err)}` : `${msg}${id}\n${indent(withStack(err))}`;
}

function told({ type, message, code, table, column, constraint, errors: [first] = [] }: FailureRecord): string {
  if (first && !message) return told(first);
  const about = [type, code, table, column, constraint].filter((part) => part !== undefined);
  return `${about.join(' ')}${message && `: ${message}`}`;
}

function withStack(record: FailureRecord): string {
  const { stack, cause, errors = [] } = record;
  const frames = stack === undefined ? [] : [indent(stack)];
  const behind = [...(cause ? [cause] : []), ...errors].map((error) => `Cause: ${withStack(error)}`);
  return [told(record), ...frames, ...behind].join('\n');
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
