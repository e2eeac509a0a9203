import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { limits } from '@typedo/contract';
import { createMemoryWakeUps } from '@typedo/db/testing';
import { expect, test } from 'vitest';
import { livePath } from './live-reader.ts';
import { setupServer, type Person, type TestServer } from './setup-server.ts';

const total = 10_000;
const atOnce = 200;

test(
  `${total} streams that were opened and dropped at any moment leave nothing behind`,
  { timeout: 120_000 },
  async () => {
    const wakeUps = createMemoryWakeUps();
    await using server = await setupServer('sqlite', { wakeUps });
    const people = [await server.signUp('Ada'), await server.signUp('Bob'), await server.signUp('Eve')];
    expect(atOnce / people.length).toBeLessThan(limits.streams.max);

    await openAndDrop(server, people, 1_000); // so that all that is kept once is there
    const before = await settled(server);
    await openAndDrop(server, people, total);
    const after = await settled(server);

    expect([server.http.streams.size, server.http.feed.streams, wakeUps.stats().subscribers]).toEqual([0, 0, 0]);
    expect(after - before).toBeLessThan(total * 500); // bytes; a stream that is kept takes many times as many
  },
);

/** Opens so many streams, each dropped in one of the moments that a stream has: while their people write, and some when all is silent. */
async function openAndDrop(server: TestServer, people: readonly Person[], count: number): Promise<void> {
  for (let done = 0; done < count; done += atOnce) {
    const silence = Promise.withResolvers<void>();
    const streams = Array.from({ length: atOnce }, (_, index) => {
      const moment = (done / atOnce + index) % 6;
      const person = people[index % people.length]!;
      return { moment, dropped: openOne(server, person, { moment, turns: index % 7, silence: silence.promise }) };
    });
    const noisy = Promise.all(streams.filter(({ moment }) => moment !== 5).map(({ dropped }) => dropped));
    const writing = people.map(async (person) => {
      for (let more = true; more;) {
        await write(server, person);
        more = await Promise.race([noisy.then(() => false), nextTurn(true)]);
      }
    });
    await Promise.all(writing);
    silence.resolve();
    await Promise.all(streams.map(({ dropped }) => dropped));
  }
}

/** Opens a stream and drops it: before the server has it, while it is found out who it is for, in its first words, later. */
async function openOne(
  server: TestServer,
  { cookie }: Person,
  { moment, turns, silence }: { moment: number; turns: number; silence: Promise<void> },
): Promise<void> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1').on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => (answer += text));
  socket.write(`GET ${livePath()} HTTP/1.1\r\nhost: x\r\norigin: http://x\r\ncookie: ${cookie}\r\n\r\n`);
  if (moment === 1) for (let turn = 0; turn < turns; turn++) await nextTurn();
  if (moment === 2) await until(() => answer.includes('event: connected'));
  if (moment >= 3) await until(() => answer.includes('"deletedIds":[]'));
  if (moment === 4) await until(() => answer.includes('"title"'));
  if (moment === 5) await silence;
  if (turns % 2 === 0) socket.destroy();
  else socket.resetAndDestroy();
  await closed;
}

/** Creates a task over a connection that is not kept. */
async function write({ url }: TestServer, { page }: Person): Promise<void> {
  const headers = { ...page, 'content-type': 'application/json' };
  const sent = request(`${url}/trpc/task.create`, { method: 'POST', headers, agent: false });
  sent.end(JSON.stringify({ title: 'Meanwhile' }));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  expect(response.resume().statusCode).toBe(200);
  await once(response, 'close');
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await nextTurn();
}

/** Waits until the server holds no stream any more, and gives the bytes in use. */
async function settled({ http }: TestServer): Promise<number> {
  const connections = () =>
    new Promise<number>((resolve, reject) =>
      http.getConnections((error, count) => (error ? reject(error) : resolve(count))),
    );
  http.closeIdleConnections(); // those of the sign-ups
  await expect.poll(async () => [http.streams.size, http.feed.streams, await connections()]).toEqual([0, 0, 0]);
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
