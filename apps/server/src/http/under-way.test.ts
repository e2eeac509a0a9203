import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createEnterRequest } from './under-way.ts';

describe('requests under way', () => {
  test('are so many of one account at once, and as many of another', () => {
    const enter = createEnterRequest(2);
    const answers = [new EventEmitter(), new EventEmitter()] as const;
    for (const answer of answers) enter('ada', answer);
    expect(() => enter('ada', new EventEmitter())).toThrow('Too many calls');
    enter('bob', new EventEmitter());
    answers[0].emit('close');
    enter('ada', new EventEmitter());
    expect(() => enter('ada', new EventEmitter())).toThrow('Too many calls');
  });
});
