import { registerHooks, type ResolveFnOutput } from 'node:module';

/**
 * Lets Node.js find what files import with less work, from now on: a start loads over a thousand files, and looking for each of them again took a
 * fifth of its time. What this takes for granted holds in every package: a relative import names a file; in one folder the files of one ending
 * have one format; and a name means the same in all of a package. Everything else, `require` too, goes the ordinary way.
 */
export function quickenImports(): void {
  const formats = new Map<string, string>();
  const named = new Map<string, ResolveFnOutput>();
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL, conditions, importAttributes } = context;
      const plain = !conditions.includes('require') && Object.keys(importAttributes).length === 0;
      if (!plain || parentURL === undefined || specifier.startsWith('node:')) return next(specifier, context);

      const ending = relativeFile.exec(specifier)?.[1];
      if (ending === undefined) {
        const key = `${packageFolder.exec(parentURL)?.[0] ?? parentURL} ${specifier}`;
        const found = named.get(key) ?? { ...next(specifier, context), shortCircuit: true };
        named.set(key, found);
        return found;
      }
      const url = new URL(specifier, parentURL).href;
      const kind = url.slice(0, url.lastIndexOf('/')) + ending;
      const format = formats.get(kind);
      if (format !== undefined) return { url, format, shortCircuit: true };
      const found = next(specifier, context);
      if (found.format?.startsWith('module')) formats.set(kind, found.format); // the others' may depend on what is in them
      return found;
    },
  });
}

/** A relative import of a file, with its ending. */
const relativeFile = /^\.\.?\/[^?#]*(\.[a-z]+)$/;

/** A folder in which every file finds the same packages. */
const packageFolder = /^.*\/(?:node_modules\/(?:@[^/]+\/)?[^/]+|src)\//;
