import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contractVersion } from '@typedo/contract';
import { describe, expect, it } from 'vitest';
import { check, refuseUnreleased, release } from '../src/gate.ts';
import { snapshot, type Snapshot } from '../src/index.ts';

/** What the gate reads and writes in the contract's package, with today's contract as its first release. */
class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'typedo-gate-'));

  constructor(released = contractOf('1.0.0')) {
    mkdirSync(this.file('releases'));
    this.write(released);
    writeFileSync(this.file('CHANGELOG.md'), '# Changes of the contract\n\n## 1.0.0 (2026-11-26)\n\nFirst release.\n');
  }

  write(released: Snapshot): void {
    writeFileSync(this.file(`releases/${released.version}.json`), JSON.stringify(released));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

function contractOf(version: string): Snapshot {
  return { ...snapshot(), version };
}

/** The contract of the first release with a change of some level. */
function changed(level: 'major' | 'minor' | 'patch' | 'none', version: string): Snapshot {
  const today = contractOf(version);
  const procedure = today.procedures['task.byId']!;
  if (level === 'major') procedure.kind = 'mutation';
  if (level === 'minor') today.procedures['task.copy'] = procedure;
  if (level === 'patch') today.reasons['INTERNAL']!.sentence = 'Oh no.';
  return today;
}

describe('the check', () => {
  it.each<['major' | 'minor' | 'patch' | 'none', refused: string[], passed: string[]]>([
    ['major', ['0.9.0', '1.0.0', '1.0.1', '1.1.0', '1.99.99'], ['2.0.0', '2.0.1', '3.0.0', '10.0.0']],
    ['minor', ['0.9.0', '1.0.0', '1.0.1'], ['1.1.0', '1.10.0', '2.0.0']],
    ['patch', ['0.9.0', '1.0.0'], ['1.0.1', '1.0.10', '1.1.0', '2.0.0']],
    ['none', ['0.9.0'], ['1.0.0', '1.0.1']],
  ])('of a %s difference refuses %j and passes %j', (level, refused, passed) => {
    using folder = new Folder();
    const judged = (version: string) => check(changed(level, version), folder.path).passed;
    expect([refused.filter(judged), passed.filter(judged)]).toEqual([[], passed]);
  });

  it('says what differs, what it needs and what to do', () => {
    using folder = new Folder();
    const { text } = check(changed('major', '1.0.0'), folder.path);
    expect(text).toContain('### Major\n\n- `task.byId` is a mutation now, was a query: it is called in another way');
    expect(text).toContain('Declare 2.0.0 in packages/contract/src/version.ts');
    expect(text).toContain('or take the change back.');
    expect(check(contractOf('1.0.0'), folder.path).text).toBe('The contract is that of 1.0.0.');
  });

  it('says the same of many places once, with the places', () => {
    using folder = new Folder();
    const today = contractOf('1.0.0');
    const { Task } = today.definitions.outputs;
    today.definitions.outputs['Task'] = { ...Task, properties: { ...Task?.properties, notes: { type: 'string' } } };
    const { text } = check(today, folder.path);
    expect(text.match(/is new, and not always there/g)).toHaveLength(1);
    expect(text).toMatch(/\n {2}- Task: `notes` \(in .*task\.byId, .* and details of TASK_CHANGED\)\n/);
  });

  it('compares with the highest release, by its numbers', () => {
    using folder = new Folder();
    folder.write(changed('patch', '1.9.0'));
    folder.write(contractOf('1.10.0'));
    expect(check(contractOf('1.10.0'), folder.path).text).toBe('The contract is that of 1.10.0.');
  });

  it.each<[what: string, file: string, text: string | null, problem: string]>([
    ['missing', 'releases/1.0.0.json', null, 'The contract has no release yet'],
    ['broken', 'releases/1.0.0.json', '{ "version": ', 'releases/1.0.0.json is broken'],
    ['no snapshot', 'releases/1.0.0.json', '{ "version": "1.0.0" }', 'releases/1.0.0.json is no snapshot'],
    ['of another version', 'releases/1.0.1.json', JSON.stringify(contractOf('1.0.0')), 'is the snapshot of 1.0.0'],
    ['named otherwise', 'releases/first.json', '{}', 'its name is not a version'],
  ])('says what is wrong with a snapshot that is %s', (_, file, text, problem) => {
    using folder = new Folder();
    if (text === null) rmSync(folder.file(file));
    else writeFileSync(folder.file(file), text);
    expect(() => check(contractOf('1.0.0'), folder.path)).toThrow(problem);
  });
});

describe('a release', () => {
  it('writes the snapshot and the entry, above those before it', () => {
    using folder = new Folder();
    const today = changed('minor', '1.1.0');
    release(today, folder.path, '2027-01-02');
    expect(JSON.parse(folder.read('releases/1.1.0.json'))).toEqual(today);
    expect(folder.read('CHANGELOG.md')).toBe(
      '# Changes of the contract\n\n## 1.1.0 (2027-01-02)\n\n### Minor\n\n- `task.copy` is new\n\n## 1.0.0 (2026-11-26)\n\nFirst release.\n',
    );
    expect(check(today, folder.path)).toMatchObject({ passed: true, text: 'The contract is that of 1.1.0.' });
  });

  it('is not made of a version that does not cover the difference', () => {
    using folder = new Folder();
    expect(() => release(changed('major', '1.1.0'), folder.path, '2027-01-02')).toThrow('it needs 2.0.0');
    expect(existsSync(folder.file('releases/1.1.0.json'))).toBe(false);
  });

  it('is never written again with another content', () => {
    using folder = new Folder();
    const before = folder.read('releases/1.0.0.json');
    expect(release(contractOf('1.0.0'), folder.path, '2027-01-02')).toContain('released already, and nothing differs');
    expect(() => release(changed('patch', '1.0.0'), folder.path, '2027-01-02')).toThrow(
      "differs from today's contract",
    );
    expect(folder.read('releases/1.0.0.json')).toBe(before);
    expect(folder.read('CHANGELOG.md')).not.toContain('2027');
  });

  it('is the first where there is none', () => {
    using folder = new Folder();
    rmSync(folder.file('releases'), { recursive: true });
    rmSync(folder.file('CHANGELOG.md'));
    release(contractOf('1.0.0'), folder.path, '2026-11-26');
    expect(folder.read('CHANGELOG.md')).toBe('# Changes of the contract\n\n## 1.0.0 (2026-11-26)\n\nFirst release.\n');
    expect(check(contractOf('1.0.0'), folder.path).passed).toBe(true);
  });
});

describe('what is published', () => {
  it('has a contract that is released', () => {
    using folder = new Folder();
    expect(() => refuseUnreleased(contractOf('1.0.0'), folder.path)).not.toThrow();
    expect(() => refuseUnreleased(changed('patch', '1.0.0'), folder.path)).toThrow('Declare 1.0.1');
    expect(() => refuseUnreleased(changed('patch', '1.0.1'), folder.path)).toThrow('Contract 1.0.1 is not released');
  });
});

describe('the command', () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('../src/main.ts', import.meta.url)), ...words], {
      encoding: 'utf8',
    });

  it('prints what it found and ends with 1 when it does not pass', () => {
    const released = snapshot();
    delete released.procedures['task.count'];
    using folder = new Folder(released);
    const { status, stdout, stderr } = run('check', folder.path);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toContain('`task.count` is new');
    expect(run('release', folder.path)).toMatchObject({ status: 1, stderr: expect.stringContaining('differs') });
  });

  it('ends with 0 when it passes', () => {
    using folder = new Folder(snapshot());
    const stdout = `The contract is that of ${contractVersion}.\n`;
    expect(run('check', folder.path)).toMatchObject({ status: 0, stdout, stderr: '' });
  });
});
