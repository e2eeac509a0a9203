import type { Contender } from '../contenders/contender.ts';
import { openConnection } from '../load/connection.ts';
import { bytesOf } from '../load/requests.ts';
import type { Asked } from '../works.ts';

/** Asks a contender once and gives the content of its answer. */
export async function ask({ protocol }: Contender, port: number, asked: Asked): Promise<unknown> {
  const answer = Promise.withResolvers<unknown>();
  let left = 1;
  const connection = await openConnection({
    port,
    next: () => (left-- > 0 ? { bytes: bytesOf(protocol, asked), asked } : undefined),
    onAnswer(_, status, body) {
      if (status >= 200 && status <= 299) answer.resolve(body());
      else answer.reject(new Error(`${status} ${body().slice(0, 300)}`));
    },
    onBreak: (reason) => answer.reject(new Error(reason)),
  });
  connection.start();
  const body = await answer.promise;
  await connection.ended;
  return protocol.content(asked.call, String(body));
}
