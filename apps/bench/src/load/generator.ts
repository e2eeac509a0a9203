// The program that makes the load, in a process of its own: what it costs is not the bench's, nor a server's.
import type { Contender } from '../contenders/contender.ts';
import { works } from '../works.ts';
import { generate, type Load } from './generate.ts';
import type { Job, Setting } from './job.ts';
import { bareRequests, createRequests } from './requests.ts';

let setting: Setting | undefined;

process.on('message', (message: Setting | Job) => {
  if ('cast' in message) setting = message;
  else
    void run(message).then(
      (measured) => process.send?.({ measured }),
      (error: unknown) => process.send?.({ error: String(error) }),
    );
});
process.on('disconnect', () => process.exit(0));

async function run(job: Job) {
  return generate(job, await loadOf(job));
}

async function loadOf({ ask }: Job): Promise<Load> {
  if (!ask) return { requests: bareRequests(), connections: 16, contender: null };
  if (!setting) throw new Error('Nobody said who asks');
  // The module is one of ours: what it exports is in `Setting`.
  const { contenders } = (await import(setting.module)) as { contenders: readonly Contender[] };
  const contender = contenders.find(({ name }) => name === ask.contender);
  const work = works.find(({ name }) => name === ask.work);
  if (!contender || !work) throw new Error(`There is no ${ask.contender}, or no ${ask.work}`);
  return { requests: createRequests(contender, work, setting.cast), connections: work.connections, contender };
}
