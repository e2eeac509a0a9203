import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, workspaces } from './workspaces.ts';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly [field: string]: unknown;
}

/** Which packages its settings name. */
interface Changesets {
  readonly ignore: string[];
  readonly fixed: string[][];
  readonly linked: string[][];
}

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const manifestIn = (folder: string): Manifest => JSON.parse(read(join(folder, 'package.json')));

const manifests = Object.entries(workspaces).map(([name, folder]) => ({ name, folder, manifest: manifestIn(folder) }));
const published = manifests.filter(({ manifest }) => manifest.private !== true);
const ofRoot = manifestIn('.');
const releasedContracts = readdirSync(join(root, 'packages/contract/releases')).map((file) =>
  file.replace('.json', ''),
);

describe.each(manifests)('the manifest of $name', ({ name, manifest }) => {
  it('says what it is, under which licence, and in which version', () => {
    expect(manifest).toMatchObject({
      name,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      description: expect.stringMatching(/^.{10,}\.$/),
      license: 'MIT',
      type: 'module',
    });
  });
});

it('what is published says where it comes from and whom to ask', () => {
  for (const { folder, manifest } of published) {
    expect(manifest).toMatchObject({
      author: ofRoot['author'],
      bugs: ofRoot['bugs'],
      repository: { ...(ofRoot['repository'] as object), directory: folder },
      homepage: expect.stringContaining(folder),
      keywords: expect.arrayContaining(['typedo']),
      engines: { node: expect.any(String) },
      files: expect.arrayContaining(['CHANGELOG.md']),
      publishConfig: { access: 'public' },
    });
  }
});

it('everything is under the MIT licence', () => {
  expect(read('LICENSE')).toMatch(/^MIT License\n\nCopyright \(c\) 2026 The Typedo authors\n/);
  expect(ofRoot).toMatchObject({ license: 'MIT', private: true, repository: { type: 'git' } });
});

it.each([
  ['CHANGELOG.md', ofRoot.version],
  ...releasedContracts.map((version): [string, string] => ['packages/contract/CHANGELOG.md', version]),
  ...published.map(({ folder, manifest }): [string, string] => [`${folder}/CHANGELOG.md`, manifest.version]),
])('%s has an entry for %s', (file, version) => {
  expect(
    read(file)
      .split('\n')
      .map((line) => line.split(' (', 1)[0]),
  ).toContain(`## ${version}`);
});

describe('changesets', () => {
  const config: Changesets = JSON.parse(read('.changeset/config.json'));

  it('are of published packages, and name workspaces that exist', () => {
    const named = [...config.ignore, ...config.fixed.flat(), ...config.linked.flat()];
    expect(Object.keys(workspaces)).toEqual(expect.arrayContaining(named));
    // What is private belongs to the service, which has one version and one changelog.
    expect(config).toMatchObject({ access: 'public', privatePackages: { version: false, tag: false } });
  });
});
