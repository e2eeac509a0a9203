// The simplest server there is: whatever comes, it answers the same bytes. No HTTP server can be faster, so it shows what the generator can do.
import { createServer } from 'node:net';
import { listen } from '../contenders/program.ts';

const answer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}');

listen(
  createServer({ noDelay: true }, (socket) => socket.on('data', () => socket.write(answer)).on('error', () => {})),
  0,
);
