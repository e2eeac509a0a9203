import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReadersCopy } from '../readers-copy.ts';
import { everyStep, outside, own, stepsFor, type Step, type TestStep } from './consumers.ts';
import { apply, type Mutant } from './mutant.ts';
import { Types } from './types.ts';

/** Who noticed a mutant first. */
export interface Caught {
  readonly by: 'types' | 'tests' | 'document';
  /** A file with an error of the compiler, or the test file. */
  readonly where: string;
}

/** A copy of the repository in which one mutant after the other is tried. */
export class Lane implements AsyncDisposable {
  readonly #copy = new ReadersCopy();
  readonly #types = new Types(this.#copy.folder);

  readonly #steps: ReadonlySet<Step>;

  private constructor(steps: readonly Step[]) {
    this.#steps = new Set(steps);
  }

  /** Makes the copy, for all consumers or only these. Throws when one of them finds something without any mutant. */
  static async open(steps: readonly Step[] = everyStep): Promise<Lane> {
    await using opened = new AsyncDisposableStack();
    const lane = opened.use(new Lane(steps));
    await lane.#types.open(steps.flatMap((step) => ('project' in step ? [step.project] : [])));
    for (const step of steps) {
      const caught = await lane.#ask(step, /^$/);
      if (caught) throw new Error(`Without any mutant something is wrong already: ${caught.where}`);
    }
    opened.move(); // it is whoever opened it that closes it
    return lane;
  }

  /** Tries a mutant of the source that is given; null when nobody notices it. The copy is as before afterwards. */
  async judge(mutant: Mutant, source: string): Promise<Caught | null> {
    await this.#write(mutant.file, apply(source, mutant));
    try {
      for (const step of stepsFor(mutant).filter((known) => this.#steps.has(known))) {
        const caught = await this.#ask(step, own[mutant.part]);
        if (caught) return caught;
      }
      return null;
    } finally {
      await this.#write(mutant.file, source);
    }
  }

  async #write(file: string, text: string): Promise<void> {
    this.#copy.write(file, text);
    await this.#types.changed(file);
  }

  async #ask(step: Step, ignored: RegExp): Promise<Caught | null> {
    if ('folder' in step) return this.#test(step);
    const where = (await this.#types.wrongFiles(step.project)).find(
      (file) => !ignored.test(file) && !outside.test(file),
    );
    return where === undefined ? null : { by: 'types', where };
  }

  async #test({ folder, files, name }: TestStep): Promise<Caught | null> {
    const only = name === undefined ? '' : `-t '${name}'`;
    const command = `cd ${folder} && rm -rf reports && vitest run ${files.join(' ')} ${only}`;
    // Without CI a snapshot that differs might be written instead.
    const { code, output, errors } = await this.#copy.run(command, { CI: 'true' });
    if (code === 0) return null;
    const report = join(this.#copy.folder, folder, 'reports/vitest.json');
    if (!existsSync(report)) throw new Error(`${command} did not run:\n${output}${errors}`);
    const paths = failedIn(report);
    const failed = files.find((file) => paths.some((path) => path.endsWith(file))) ?? 'what no test is there for';
    return { by: failed.includes('document') ? 'document' : 'tests', where: `${folder}/${failed}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#types[Symbol.asyncDispose]();
    } finally {
      this.#copy[Symbol.dispose](); // also when the compiler went first, as it does with Ctrl+C
    }
  }
}

/** The test files of a JSON report in which something failed. */
function failedIn(report: string): string[] {
  // The shape of the report.
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; status: string }[];
  };
  return testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
}
