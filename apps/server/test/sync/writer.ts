import { contractVersion, newId } from '@typedo/contract';
import type { Typedo } from '@typedo/sdk';

/**
 * Writes in every way there is: single calls, pushes of several, changes of a task that others change too, to the trash and back. Gives how
 * many changes that made.
 */
export async function writeRound({ task, sync }: Typedo, shared: string, round: number): Promise<number> {
  const [id, other] = [newId(), newId()];
  await task.create.mutate({ id, title: `made in round ${round}` });
  const { outcomes } = await sync.push.mutate({
    contractVersion,
    mutations: [
      { type: 'update', mutationId: newId(), id, patch: { complete: true } },
      { type: 'create', mutationId: other, id: other, title: 'pushed' },
      { type: 'update', mutationId: newId(), id: shared, patch: { title: `${id} was here` } },
      { type: 'delete', mutationId: newId(), id: other },
    ],
  });
  if (outcomes.some(({ status }) => status !== 'applied')) throw new Error(JSON.stringify(outcomes));
  if (round % 2) await task.delete.mutate({ id });
  else await task.restore.mutate({ id: other });
  return 6;
}
