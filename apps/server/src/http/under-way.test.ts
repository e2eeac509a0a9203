import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createEnterRequest } from './under-way.ts';

test('so many requests of one account are under way at once, fewer of the heavy ones, and as many of another account', () => {
  const enter = createEnterRequest({ all: 3, heavy: 1 });
  const [first, second] = [new EventEmitter(), new EventEmitter()];
  const refused = (heavy: boolean) => expect(() => enter('ada', new EventEmitter(), heavy)).toThrow('Too many calls');
  enter('ada', first, true);
  refused(true);
  enter('ada', second, false);
  enter('ada', new EventEmitter(), false);
  refused(false);
  enter('bob', new EventEmitter(), true);
  second.emit('close');
  refused(true);
  first.emit('close');
  enter('ada', new EventEmitter(), true);
  enter('ada', new EventEmitter(), false);
  refused(false);
});
