import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

/** The code of a module, given by its URL, and of all that it loads, bundled as a web client would have it. An `iife` makes the global `sdk` of it. */
export async function bundleOf(entry: string, format: 'iife' | 'es' = 'iife'): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry: fileURLToPath(entry), formats: [format], name: 'sdk' } },
  });
  const [{ output }] = built as [Rolldown.RolldownOutput]; // one format, and nobody watches
  return output[0].code;
}
