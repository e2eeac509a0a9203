/**
 * Makes what runs the writes of one user one after the other, all that wait together; the outputs are in the order of the inputs. Inputs of the
 * same key never go together. Writes of one user wait for each other in the database anyway, for the head: together they wait for the disk once.
 */
export function createUserGroups<I, O>(
  run: (userId: string, inputs: I[]) => Promise<O[]>,
  keyOf: (input: I) => unknown,
): (userId: string, input: I) => Promise<O> {
  const waiting = new Map<string, Job<I, O>[]>(); // of the users with a write under way
  const settle = async (userId: string, jobs: Job<I, O>[]): Promise<void> => {
    try {
      const inputs = jobs.map(({ input }) => input);
      const outputs = await run(userId, inputs);
      jobs.forEach(({ resolve }, index) => resolve(outputs[index]!)); // one for each
    } catch (error) {
      const [only, ...others] = jobs;
      if (others.length === 0 || isLost(error)) for (const { reject } of only ? [only, ...others] : []) reject(error);
      else for (const job of jobs) await settle(userId, [job]);
    }
  };
  const work = async (userId: string, first: Job<I, O>): Promise<void> => {
    const queue: Job<I, O>[] = [];
    waiting.set(userId, queue);
    for (let jobs = [first]; jobs.length > 0; jobs = takeDistinct(queue, keyOf)) await settle(userId, jobs);
    waiting.delete(userId);
  };
  return (userId: string, input: I) =>
    new Promise<O>((resolve, reject) => {
      const job = { input, resolve, reject };
      const queue = waiting.get(userId);
      if (queue) queue.push(job);
      else void work(userId, job);
    });
}

interface Job<I, O> {
  readonly input: I;
  readonly resolve: (output: O) => void;
  readonly reject: (error: unknown) => void;
}

/** Takes from a queue what may go together: each key once, the first of it. */
function takeDistinct<I, O>(queue: Job<I, O>[], keyOf: (input: I) => unknown): Job<I, O>[] {
  const keys = new Set<unknown>();
  const taken: Job<I, O>[] = [];
  const left: Job<I, O>[] = [];
  for (const job of queue.splice(0)) {
    const key = keyOf(job.input);
    (keys.has(key) ? left : taken).push(job);
    keys.add(key);
  }
  queue.push(...left);
  return taken;
}

/** Whether the line broke, so that nobody knows what became of a write: it must not run again. The server names what it refused. */
function isLost(error: unknown): boolean {
  return !(error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code)));
}
