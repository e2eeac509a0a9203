// The command that starts the server. Node.js keeps what it made of each file, without its types: the next start takes a third less time.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Beside the code that it comes from, so that nobody can write there who could not change that. Where we cannot either, nothing is kept.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/node', import.meta.url)));
const { quickenImports } = await import('./quick-imports.ts');
quickenImports();
await import('./program.ts');
flushCompileCache(); // now that it is ready: it may be killed
