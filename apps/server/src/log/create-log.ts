import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, stdTimeFunctions } from 'pino';
import type { Log, LogFields } from '../log.ts';
import { failureRecord } from './failure-record.ts';
import { createTextLines } from './text-lines.ts';

/** The least that is written; each level writes those behind it as well. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** Where and how a log is written. */
export interface LogOptions {
  /** `json` for programs: one object a line. `text` for people. */
  format: 'json' | 'text';
  level: (typeof logLevels)[number];
  /** Takes whole lines, with their end. */
  out: LineSink;
  /** Takes the errors of a log in text. */
  err: LineSink;
}

/** A stream, as far as a log needs one. */
export interface LineSink {
  write(text: string): unknown;
}

/** Makes a log. It writes at once, so that the last line before the end of a program is written too. */
export function createLog({ format, level, out, err }: LogOptions): Log {
  const request = new AsyncLocalStorage<string>();
  const target = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: failureRecord },
      mixin: () => {
        const requestId = request.getStore();
        return requestId === undefined ? {} : { requestId };
      },
    },
    format === 'json' ? out : createTextLines({ out, err }),
  );
  // Indents and columns are for people.
  const sentence = format === 'json' ? (line: string) => line.trim().replaceAll(/ {2,}/g, ' ') : (line: string) => line;
  const lines: Log['background'] = {
    debug: (line, fields = {}) => target.debug(fields, sentence(line)),
    info: (line, fields = {}) => target.info(fields, sentence(line)),
    warn: (line, fields = {}) => target.warn(fields, sentence(line)),
    error: (line, cause, fields: LogFields = {}) =>
      target.error(cause === undefined ? fields : { ...fields, err: cause }, sentence(line)),
  };
  return {
    ...lines,
    debugs: target.isLevelEnabled('debug'),
    during: (requestId, run) => request.run(requestId, run),
    background: {
      debug: (...line) => request.exit(lines.debug, ...line),
      info: (...line) => request.exit(lines.info, ...line),
      warn: (...line) => request.exit(lines.warn, ...line),
      error: (...line) => request.exit(lines.error, ...line),
    },
  };
}
