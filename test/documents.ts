import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspaces.ts';

/** A block of code in a document. */
export interface Block {
  readonly language: string;
  /** Where the reader saves it, from the repository's root. */
  readonly file: string | undefined;
  /** Which file of the repository it changes, as lines of a diff. */
  readonly change: string | undefined;
  /** Whether it is run. */
  readonly run: boolean;
  /** The tool that an agent calls with it. */
  readonly call: string | undefined;
  /** How an agent program connects with it. */
  readonly connect: string | undefined;
  readonly code: string;
}

/** A document of the repository. */
export interface Document {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The text without its blocks. */
  readonly prose: string;
  /** What is written as code in the prose. */
  readonly words: readonly string[];
  /** Where its links lead. */
  readonly links: readonly string[];
  /** Its headings, as links name them. */
  readonly anchors: readonly string[];
}

const fence = /^```(\w+)([^\n]*)\n(.*?)^```$/gms;

/** Every document of the repository. */
export const documents: readonly Document[] = globSync(['*.md', 'docs/**/*.md'], { cwd: root })
  .toSorted()
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const prose = text.replace(fence, '');
    return {
      path,
      text,
      prose,
      blocks: [...text.matchAll(fence)].map(([, language = '', info = '', code = '']) => ({
        language,
        file: / file=(\S+)/.exec(info)?.[1],
        change: / change=(\S+)/.exec(info)?.[1],
        run: / run\b/.test(info),
        connect: / connect=(\S+)/.exec(info)?.[1],
        call: / call=(\S+)/.exec(info)?.[1],
        code,
      })),
      words: [...prose.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word),
      links: [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link),
      anchors: [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)),
    };
  });

/** How GitHub names a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** The output that a document shows for each of its blocks that is run: the text or JSON behind it, before the next one. */
export function shownOutput({ blocks }: Document, block: Block): string | undefined {
  const after = blocks.slice(blocks.indexOf(block) + 1);
  const next = after.findIndex(({ run }) => run);
  return after.slice(0, next === -1 ? undefined : next).find(({ language }) => /^(text|json)$/.test(language))?.code;
}
