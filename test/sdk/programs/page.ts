import { createTask, createTypedo, isReason, type Replica } from '@typedo/sdk';
import { forgetReplica, openReplica } from '@typedo/sdk/browser';

/** A page of somebody else: compiled as for a browser, where there is nothing of Node. */
export async function begin(
  url: string,
): Promise<{ add: (title: string) => Promise<void>; leave: () => Promise<void> }> {
  const typedo = createTypedo({ url, cookies: true });
  const { userId } = await typedo.account.me.query();
  const replica: Replica = openReplica({ typedo, userId });
  replica.subscribe(() => replica.status.tab?.leads satisfies boolean | undefined);
  // @ts-expect-error -- a replica has no such field
  void replica.taks;
  return {
    async add(title) {
      const form = createTask.safeParse({ title });
      if (form.success) await replica.create(form.data);
    },
    async leave() {
      await replica.close();
      await forgetReplica(userId).catch((error: unknown) => {
        if (!isReason(error, 'UNAUTHENTICATED')) throw error;
      });
    },
  };
}
