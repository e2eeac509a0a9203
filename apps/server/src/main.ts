// The command that starts the server.
import { flushCompileCache } from 'node:module';
import { keepCompiled } from './keep-compiled.ts';

keepCompiled();
const { quickenImports } = await import('./quick-imports.ts');
quickenImports();
await import('./program.ts');
flushCompileCache(); // now that it is ready: it may be killed
