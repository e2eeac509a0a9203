import { describe, expect, it } from 'vitest';
import { ResponseReader } from './response-reader.ts';

const sized = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhällo'.replace('5', '6');
const chunked =
  'HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n4;note=x\r\nWiki\r\nA\r\n in\r\n\r\nchu\r\n3\r\nnks\r\n0\r\nTrailer: t\r\n\r\n';
const none = 'HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n';
const empty = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n';

const answers = [
  [200, 'hällo'],
  [404, 'Wiki in\r\n\r\nchunks'],
  [204, ''],
  [200, ''],
  [200, 'hällo'],
];

describe('the reader of responses', () => {
  it('reads bodies with a length, in chunks and none, one after the other', () => {
    expect(read([Buffer.from(sized + chunked + none + empty + sized)])).toEqual(answers);
  });

  it('reads the same wherever the bytes are split', () => {
    const bytes = Buffer.from(sized + chunked + none + empty + sized);
    for (let at = 1; at < bytes.length; at++) {
      expect(read([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(answers);
    }
  });

  it('reads single bytes', () => {
    expect(read([...Buffer.from(sized + chunked + none + empty + sized)].map((byte) => Buffer.of(byte)))).toEqual(
      answers,
    );
  });

  it('refuses what is no HTTP, or tells no length', () => {
    expect(() => read([Buffer.from('SSH-2.0-OpenSSH\r\n\r\n')])).toThrow('No HTTP');
    expect(() => read([Buffer.from('HTTP/1.1 200 OK\r\n\r\nuntil the end')])).toThrow('Neither a length nor chunks');
    expect(() => read([Buffer.from(chunked.replace('4;note=x', 'four'))])).toThrow('the size of a chunk');
  });
});

function read(pieces: readonly Buffer[]): [number, string][] {
  const found: [number, string][] = [];
  const reader = new ResponseReader((status, body) => found.push([status, body()]));
  for (const piece of pieces) reader.read(piece);
  return found;
}
