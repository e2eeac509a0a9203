import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLog, type LogOptions } from './create-log.ts';

/** A log and what it wrote. */
function setupLog(options: Partial<LogOptions> = {}) {
  const written = { out: '', err: '' };
  const log = createLog({
    format: 'json',
    level: 'info',
    out: { write: (text) => (written.out += text) },
    err: { write: (text) => (written.err += text) },
    ...options,
  });
  const entries = () =>
    written.out
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line));
  return { log, written, entries };
}

const canary = 'canary';

/** A driver's error, as PostgreSQL's driver makes it. */
function driverError(): Error {
  const error = new Error(`duplicate key value violates unique constraint "users_email_unique"`);
  return Object.assign(error, {
    code: '23505',
    detail: `Key (email)=(${canary}) already exists.`,
    where: canary,
    parameters: [canary],
    query: `insert into users values ('${canary}')`,
    table: 'users',
    constraint: 'users_email_unique',
  });
}

describe('a log in JSON', () => {
  it('is one object a line, with time, level and sentence, whatever a person would see of spaces', () => {
    const { log, entries } = setupLog();
    log.info('  Open      http://localhost:3000', { ms: 12 });
    log.debug('not at this level');
    expect(entries()).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), msg: 'Open http://localhost:3000', ms: 12 },
    ]);
  });

  it('carries the id of the request in all that is done for it, and in nothing that is done beside', async () => {
    const { log, entries } = setupLog();
    const end = async (id: string) => {
      await turn();
      log.warn(`ends ${id}`);
    };
    const done = ['a', 'b'].map(
      (id) =>
        new Promise<void>((resolve) => {
          log.during(id, () => {
            log.info('begins');
            log.background.info('beside');
            resolve(end(id));
          });
        }),
    );
    await Promise.all(done);
    log.info('alone');
    const ids = entries().map((entry) =>
      Object.entries(entry as object).filter(([key]) => /^(msg|requestId)$/.test(key)),
    );
    expect(ids.map((pairs) => pairs.map(([, value]) => String(value)).join(' '))).toEqual([
      'a begins',
      'beside',
      'b begins',
      'beside',
      'a ends a',
      'b ends b',
      'alone',
    ]);
  });

  it('says of an error its class, code, names and frames, and no value', () => {
    const { log, written, entries } = setupLog();
    log.error('task.create failed', new TypeError('It broke', { cause: driverError() }), { procedure: 'task.create' });
    expect(entries()).toEqual([
      expect.objectContaining({
        msg: 'task.create failed',
        procedure: 'task.create',
        err: {
          type: 'TypeError',
          message: 'It broke',
          stack: expect.stringMatching(/^at .*create-log\.test\.ts:\d+:\d+\)?(\nat .*)*$/),
          cause: {
            type: 'Error',
            code: '23505',
            table: 'users',
            constraint: 'users_email_unique',
            message: 'duplicate key value violates unique constraint …',
            stack: expect.stringMatching(/^at driverError /),
          },
        },
      }),
    ]);
    expect(written.out).not.toContain(canary);
  });

  it.for([
    ['a message that looks like frames', () => new Error(`x\n    at ${canary} (file:///${canary}.ts:1:1)`)],
    ['a message that was changed later', () => Object.assign(new Error(`x "${canary}`), { message: 'changed' })],
    ['a name', () => Object.assign(new Error('x'), { name: `${canary} ${canary}` })],
    ['a code', () => Object.assign(new Error('x'), { code: `${canary} ${canary}`, column: { canary } })],
    ['an error among several', () => new AggregateError([new Error(`x: ${canary}`)], `"${canary}"`)],
    ['text that is thrown', (): unknown => canary],
    ['an object that is thrown', (): unknown => ({ message: canary, stack: canary })],
  ] satisfies [string, () => unknown][])('writes no value of %s', ([, make]) => {
    const { log, written } = setupLog();
    log.error('It failed', make());
    expect(written.out).toContain('It failed');
    expect(written.out).not.toContain(canary);
  });

  it('ends, however deep an error is', () => {
    const { log, written } = setupLog();
    const error = new Error('round');
    error.cause = error;
    log.error('It failed', error);
    expect(written.out.length).toBeLessThan(20_000);
  });
});

describe('a log in text', () => {
  it('is the sentence alone, and errors go their own way', () => {
    const { log, written } = setupLog({ format: 'text', level: 'debug' });
    log.info('  Open      http://localhost:3000', { ms: 12 });
    log.error('Something is wrong');
    log.during('id-1', () => {
      log.debug('GET / 200 1 ms');
      log.error('task.list could not be answered', Object.assign(new Error('it is away'), { code: 'EPIPE' }), {
        reason: 'UNAVAILABLE',
      });
    });
    expect(written).toEqual({
      out: '  Open      http://localhost:3000\nGET / 200 1 ms [id-1]\n',
      err: 'Something is wrong\ntask.list could not be answered [id-1]: Error EPIPE: it is away\n',
    });
  });

  it('shows where a fault comes from, and no value', () => {
    const { log, written } = setupLog({ format: 'text' });
    log.error('task.list failed', new TypeError('It broke', { cause: driverError() }));
    expect(written.err).toMatch(
      /^task\.list failed\n {2}TypeError: It broke\n {4}at .*\n[^]*\n {2}Cause: Error 23505 users/,
    );
    expect(written.err).not.toContain(canary);
  });
});
