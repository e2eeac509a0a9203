import { fieldDefaults } from '@typedo/contract';

/** What stands in documents for the server of a test. */
export const address = 'http://localhost:3000';

/**
 * What an output says, without what differs from run to run or from release to release, and without the layout of JSON. A field beyond
 * those of contract 1.0.0 that has its default may be left out: what is shown stays true when the contract gets one more.
 */
export function loosely(output: string): string {
  const text = /^(\{"|\[\{"|[{[]\n)/.test(output) ? JSON.stringify(JSON.parse(output)) : output;
  return defaults
    .reduce((rest, field) => rest.replaceAll(field, ''), text)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '(an id)')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(a time)')
    .replaceAll(/"userId":"\w+"/g, '(an account)')
    .replaceAll(/\b[0-9a-f]{16}\.\d+/g, '(a cursor)')
    .replaceAll(/"id":"\w{32}"/g, '(an id)')
    .replaceAll(/tdo_\w+/g, '(a secret)')
    .replaceAll(/( {2}Ran the migration \S+\n)+/g, '(migrations)\n')
    .replaceAll(/SQLite \S+\/data\//g, '(a folder)/')
    .replaceAll(/http:\/\/localhost:\d+/g, address)
    .replaceAll(/\d+ ms/g, '(a time)')
    .replaceAll(/^Typedo \d+\.\d+\.\d+$/gm, '(a version)')
    .trimEnd();
}

/** Each later field with its default, behind another field. */
const defaults = Object.entries<unknown>(fieldDefaults)
  .filter(([field]) => !['description', 'complete'].includes(field))
  .map(([field, value]) => `,"${field}":${JSON.stringify(value)}`);
