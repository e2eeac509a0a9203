import type { Tree } from './json-tree.ts';
import { write } from './json-tree.ts';

/** A body of one type, as a page of another site would make it say what `input` says. */
export interface ForgedBody {
  readonly type: string;
  make(input: Tree): { headers: Record<string, string>; body: Buffer };
}

const json = (input: Tree) => write(input, false);
const plain = (type: string, make: (input: Tree) => Buffer): ForgedBody => ({
  type: type || 'none',
  make: (input) => ({ headers: type === '' ? {} : { 'content-type': type }, body: make(input) }),
});

/** Every type that a page can send without asking first, and the one that is meant. */
export const bodies: readonly ForgedBody[] = [
  plain('application/json', json),
  plain('text/plain', json),
  // A form with one field, whose name is JSON but for its end.
  plain('application/x-www-form-urlencoded', (input) => Buffer.concat([json(input), Buffer.from('=')])),
  plain('multipart/form-data; boundary=x', (input) => {
    const fields = Object.entries(typeof input === 'object' && input !== null ? input : {});
    const parts = fields.map(([name, value]) => {
      const content = typeof value === 'string' ? value : JSON.stringify(value);
      return `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
    });
    return Buffer.from(`${parts.join('')}--x--\r\n`);
  }),
  plain('application/octet-stream', json),
  plain('', json),
];

/** What a browser says of a page that is not ours; that nothing is said proves nothing. */
export const foreign: Readonly<Record<string, Record<string, string>>> = {
  'another site': { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example.com' },
  'a sibling': { 'sec-fetch-site': 'same-site', origin: 'https://evil.localhost' },
  'an older browser': { origin: 'https://evil.example.com', referer: 'https://evil.example.com/' },
  'no origin': { origin: 'null' },
  'a caller that says nothing': {},
};
