import { plainCeiling } from '../src/contenders/ceilings/ceilings.ts';
import type { Contender } from '../src/contenders/contender.ts';

const { protocol } = plainCeiling;

/** Answers each task with another title than it has. */
const liar: Contender = {
  ...plainCeiling,
  name: 'liar',
  title: 'A liar',
  protocol: { ...protocol, content: (call, body) => ({ ...Object(protocol.content(call, body)), title: 'Sell milk' }) },
};

/** Creates the first task, and no second one. */
const tired: Contender = {
  ...plainCeiling,
  name: 'tired',
  title: 'A tired one',
  protocol: {
    ...protocol,
    request: (call) =>
      call.name === 'create' && call.title.endsWith(' 2')
        ? { method: 'GET', path: '/nowhere' }
        : protocol.request(call),
  },
};

/** Knows no single task. */
const mute: Contender = {
  ...plainCeiling,
  name: 'mute',
  title: 'A mute one',
  protocol: { ...protocol, request: (call) => (call.name === 'byId' ? null : protocol.request(call)) },
};

/** Does not even start. */
const dead: Contender = { ...plainCeiling, name: 'dead', title: 'A dead one', program: '/nowhere.ts' };

export const contenders: readonly Contender[] = [plainCeiling, liar, tired, mute, dead];
