import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { newId } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { plainCeiling } from '../contenders/ceilings/ceilings.ts';
import { createSeeds } from '../data/cast.ts';
import { works } from '../works.ts';
import { generate } from './generate.ts';
import { createRequests } from './requests.ts';

describe('the generator', () => {
  it('counts answers, tells how long they took and looks at some', async () => {
    await using server = await setupServer((socket, send) => setTimeout(() => socket.write(send(pingBody)), 5));
    const measured = await server.load('ping');
    expect(measured).toMatchObject({ failures: 0, firstFailure: null, wrong: null });
    expect(measured.calls).toBeGreaterThan(16);
    expect(measured.looked).toBeGreaterThan(0);
    expect(measured.p50).toBeGreaterThan(4);
    expect(measured.p99).toBeGreaterThanOrEqual(measured.p50);
  });

  it('keeps the first answer that is no success', async () => {
    let count = 0;
    await using server = await setupServer((socket, send) =>
      socket.write(++count === 20 ? send('{"error":"busy"}', '503 Unavailable') : send(pingBody)),
    );
    expect(await server.load('ping')).toMatchObject({ failures: 1, firstFailure: '503 {"error":"busy"}' });
  });

  it('finds an answer that means something else', async () => {
    await using server = await setupServer((socket, send) => socket.write(send(pingBody.replace('key', 'session'))));
    expect(await server.load('ping')).toMatchObject({ failures: 0, wrong: expect.stringMatching(/^ping\.kind: /) });
  });

  it('counts connections that break', async () => {
    await using server = await setupServer((socket) => socket.destroy());
    const { failures, calls } = await server.load('ping');
    expect([failures, calls]).toEqual([16, 0]);
  });

  it('asks for all ids in turn', async () => {
    const asked: string[] = [];
    await using server = await setupServer((socket, send, request) => {
      asked.push(/^GET \/tasks\/(\S+)/.exec(request)?.[1] ?? '');
      socket.write(send('{}'));
    });
    await server.load('by-id');
    expect(new Set(asked)).toEqual(new Set(server.cast.large.ids));
  });
});

const pingBody = '{"userId":"small","kind":"key","scopes":[]}';

type Send = (body: string, status?: string) => string;

/** A server that answers as a test likes, and load for it by the plain ceiling's protocol. */
async function setupServer(answer: (socket: Socket, send: Send, request: string) => unknown) {
  const sockets = new Set<Socket>();
  const send: Send = (body, status = '200 OK') => `HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('data', (bytes) => answer(socket, send, bytes.toString()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { cast } = createSeeds({ large: 50, others: 2 }, Date.now());
  return {
    cast,
    load(name: string) {
      const work = works.find((each) => each.name === name)!;
      const requests = createRequests(plainCeiling, work, cast);
      const times = { measureMs: 150, leadMs: 20, serverPid: process.pid, databasePid: null, cores: null };
      const job = { port, ask: { contender: newId(), work: name }, ...times };
      return generate(job, { requests, connections: work.connections, contender: plainCeiling });
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
