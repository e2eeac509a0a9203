// The operator's commands. As with the server, what a command takes is mostly its start.
import { keepCompiled } from './keep-compiled.ts';

keepCompiled();
const { quickenImports } = await import('./quick-imports.ts');
quickenImports();
await import('./cli/program.ts');
