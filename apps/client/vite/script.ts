import { build } from 'vite';

/** Builds one file, with all that it imports, into a script that needs no module; `define` replaces names in it. */
export async function buildScript(input: string, define: Record<string, string> = {}): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    define,
    build: { write: false, rolldownOptions: { input, output: { format: 'iife' } } },
  });
  const files = [result].flat().flatMap((result) => ('output' in result ? result.output : []));
  const [script] = files;
  if (script?.type !== 'chunk' || files.length > 1) throw new Error(`${input} did not become one script`);
  return script.code;
}
