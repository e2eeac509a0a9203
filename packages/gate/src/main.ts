import { fileURLToPath } from 'node:url';
import { GateError } from './gate-error.ts';
import { check, refuseUnreleased, release } from './gate.ts';
import { snapshot } from './snapshot.ts';

// `node main.ts check|release|released [FOLDER]`: the folder of the contract's package, with its releases.
const [command = '', folder = fileURLToPath(new URL('../../contract', import.meta.url))] = process.argv.slice(2);

try {
  if (command === 'check') {
    const { passed, text } = check(snapshot(), folder);
    console.log(text);
    process.exitCode = passed ? 0 : 1;
  } else if (command === 'release') {
    console.log(release(snapshot(), folder, new Date().toISOString().slice(0, 10)));
  } else if (command === 'released') {
    refuseUnreleased(snapshot(), folder);
  } else throw new GateError('Say check, release or released.');
} catch (error) {
  if (!(error instanceof GateError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
