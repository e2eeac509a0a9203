import type { Shell } from './shell.ts';

const patience = 2_000; // milliseconds that a person would wait for a page that is on the device

/** The server's page, or the kept one where the server is away, broken or slow. */
export async function answerPage({ cache, page }: Shell, request: Request): Promise<Response> {
  const network = fetch(request);
  const sound = network.then(
    (answer) => (answer.status < 500 ? answer : undefined),
    () => undefined,
  );
  return (await Promise.race([sound, afterPatience()])) ?? (await fromCache(cache, page)) ?? network;
}

/** A kept file; its name has a hash, or this version came with it. */
export async function answerAsset({ cache }: Shell, path: string): Promise<Response> {
  return (await fromCache(cache, path)) ?? fetch(path);
}

/** The kept answer. It varies with what the server could compress it to, which no longer matters. */
async function fromCache(cache: string, path: string): Promise<Response | undefined> {
  return caches.match(path, { cacheName: cache, ignoreVary: true });
}

function afterPatience(): Promise<undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), patience);
  });
}
