import type { Task } from '@typedo/contract';
import fc from 'fast-check';
import type { World } from './model-world.ts';

/** What the model knows: which tasks were made, as they were when somebody last had them in hand, and how many texts were written. */
export interface Model {
  readonly tasks: Map<string, Task>;
  texts: number;
}

type Command = fc.AsyncCommand<Model, World>;

/** A program's number: 0, 1 or 2. */
type Who = number;

/** Something that one of the three programs does to a task, if it has one. */
class Act implements Command {
  readonly what: 'create' | 'rename' | 'describe' | 'check' | 'uncheck' | 'delete' | 'restore' | 'renameUnlessChanged';
  readonly who: Who;
  readonly which: number;

  constructor(what: Act['what'], who: Who, which: number) {
    this.what = what;
    this.who = who;
    this.which = which;
  }

  check = () => true;

  async run(model: Model, world: World): Promise<void> {
    const { replica } = world.programs[this.who]!;
    if (this.what === 'create') {
      const text = `text ${model.texts++}`;
      world.made(this.who, await replica.create({ title: text }), { text });
      return;
    }
    if (this.what === 'restore') {
      const known = this.#pick([...model.tasks.values()]);
      if (known && !replica.get(known.id)) world.made(this.who, await replica.restore(known), 'restore');
      return;
    }
    const task = this.#pick([...replica.tasks.values()]);
    if (!task) return;
    model.tasks.set(task.id, task);
    const text = `text ${model.texts++}`;
    switch (this.what) {
      case 'rename':
        return world.made(this.who, await replica.update(task.id, { title: text }), { text });
      case 'renameUnlessChanged':
        return world.made(this.who, await replica.update(task.id, { title: text }, { was: { title: task.title } }), {
          text,
        });
      case 'describe':
        return world.made(this.who, await replica.update(task.id, { description: text }), { text });
      case 'check':
      case 'uncheck':
        return world.made(this.who, await replica.update(task.id, { complete: this.what === 'check' }), this.what);
      case 'delete':
        return world.made(this.who, await replica.delete(task.id), 'delete');
    }
  }

  #pick<T>(from: readonly T[]): T | undefined {
    return from[this.which % from.length];
  }

  toString = () => `program ${this.who} ${this.what} ${this.which}`;
}

/** Something that happens to a program on its way to the server. */
class Happens implements Command {
  readonly what: 'cut' | 'heal' | 'loseAnswer' | 'restart' | 'settle';
  readonly who: Who;

  constructor(what: Happens['what'], who: Who) {
    this.what = what;
    this.who = who;
  }

  check = () => true;

  async run(_model: Model, world: World): Promise<void> {
    const program = world.programs[this.who]!;
    if (this.what === 'restart') await program.restart();
    else if (this.what === 'settle') await world.settle();
    else program.line[this.what]();
  }

  toString = () => `program ${this.who}: ${this.what}`;
}

const who = fc.nat(2);
const act = (what: Act['what']) => fc.tuple(who, fc.nat(5)).map(([who, which]) => new Act(what, who, which));
const happens = (what: Happens['what']) => who.map((who) => new Happens(what, who));

/** Sequences of what three programs do and suffer. */
export const commands = fc.commands(
  [
    act('create'),
    act('create'),
    act('rename'),
    act('rename'),
    act('renameUnlessChanged'),
    act('describe'),
    act('check'),
    act('uncheck'),
    act('delete'),
    act('restore'),
    happens('cut'),
    happens('heal'),
    happens('loseAnswer'),
    happens('restart'),
    happens('settle'),
  ],
  { maxCommands: 40, size: 'max' },
);
