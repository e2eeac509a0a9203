import { join, relative } from 'node:path';
import { API, type Snapshot } from 'typescript/unstable/async';

/**
 * The compiler as a server over one folder. It reads all projects once, from their sources; a changed file costs the files that are asked
 * for, where `tsc -b` would build every project behind it.
 */
export class Types implements AsyncDisposable {
  readonly #folder: string;
  readonly #api: API;
  #snapshot: Snapshot | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.#api = new API({ cwd: folder });
  }

  /** Reads projects, by their configurations from the folder. */
  async open(projects: readonly string[]): Promise<void> {
    this.#snapshot = await this.#api.updateSnapshot({ openProjects: projects.map((path) => join(this.#folder, path)) });
  }

  /** Takes notice of a file that was written. */
  async changed(file: string): Promise<void> {
    const before = this.#snapshot;
    this.#snapshot = await this.#api.updateSnapshot({ fileChanges: { changed: [join(this.#folder, file)] } });
    await before?.dispose();
  }

  /** The files of a project in which the compiler finds an error, from the folder. Throws for a project that was not opened. */
  async wrongFiles(project: string): Promise<string[]> {
    const program = this.#snapshot?.getProject(join(this.#folder, project))?.program;
    if (!program) throw new Error(`${project} is not open`);
    const found = [
      ...(await program.getProgramDiagnostics()),
      ...(await program.getGlobalDiagnostics()),
      ...(await program.getSemanticDiagnostics()),
    ];
    return found.map(({ fileName }) => (fileName === undefined ? project : relative(this.#folder, fileName)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api.close();
  }
}
