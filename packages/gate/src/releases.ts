import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { GateError } from './gate-error.ts';
import { snapshotOf, type Snapshot } from './snapshot.ts';
import { compareVersions } from './version.ts';

/** The contract's package, whose folder holds its releases. */
export class Releases {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The versions that have a snapshot, the oldest first. Throws a GateError for a file that is none. */
  versions(): string[] {
    const folder = join(this.#folder, 'releases');
    const files = existsSync(folder) ? readdirSync(folder) : [];
    return files
      .map((file) => {
        const [, version] = /^(\d+\.\d+\.\d+)\.json$/.exec(file) ?? [];
        if (!version)
          throw new GateError(`releases/${file} is no snapshot: its name is not a version, such as 1.0.0.json.`);
        return version;
      })
      .toSorted(compareVersions);
  }

  /** The snapshot of a version. Throws a GateError if it is missing or broken. */
  read(version: string): Snapshot {
    const name = `releases/${version}.json`;
    const text = this.#text(name);
    if (text === undefined) throw new GateError(`There is no ${name}.`);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw new GateError(`${name} is broken: ${String(error)}. Take it back from the repository's history.`, {
        cause: error,
      });
    }
    const { data, error } = snapshotOf.safeParse(json);
    if (error)
      throw new GateError(
        `${name} is no snapshot: ${z.prettifyError(error)}\nTake it back from the repository's history.`,
      );
    if (data.version !== version) throw new GateError(`${name} is the snapshot of ${data.version}.`);
    return data;
  }

  /** Writes the snapshot of its version. */
  write(snapshot: Snapshot): void {
    mkdirSync(join(this.#folder, 'releases'), { recursive: true });
    writeFileSync(join(this.#folder, `releases/${snapshot.version}.json`), `${JSON.stringify(snapshot, null, 2)}\n`);
  }

  /** Puts an entry on top of the changelog, below its title. */
  addToChangelog(entry: string): void {
    const [title = '', ...entries] = (this.#text('CHANGELOG.md') ?? '# Changes of the contract\n').split(/^(?=## )/m);
    const text = [title.trimEnd(), entry.trim(), ...entries.map((one) => one.trimEnd())].join('\n\n');
    writeFileSync(join(this.#folder, 'CHANGELOG.md'), `${text}\n`);
  }

  #text(name: string): string | undefined {
    const file = join(this.#folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }
}
