import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createEnterRequest } from './under-way.ts';

describe('requests under way', () => {
  test('are so many of one account at once, and as many of another', () => {
    const enter = createEnterRequest(2);
    const answers = [new EventEmitter(), new EventEmitter()] as const;
    for (const answer of answers) enter('ada', answer, 1);
    expect(() => enter('ada', new EventEmitter(), 1)).toThrow('Too many calls');
    enter('bob', new EventEmitter(), 1);
    answers[0].emit('close');
    expect(() => enter('ada', new EventEmitter(), 2)).toThrow('Too many calls');
    enter('ada', new EventEmitter(), 1);
    expect(() => enter('ada', new EventEmitter(), 1)).toThrow('Too many calls');
  });

  test('may be one that weighs more than all, when there is no other', () => {
    const enter = createEnterRequest(2);
    const answer = new EventEmitter();
    enter('ada', answer, 5);
    expect(() => enter('ada', new EventEmitter(), 1)).toThrow('Too many calls');
    answer.emit('close');
    enter('ada', new EventEmitter(), 2);
  });
});
