import type { Task } from '@typedo/sdk';

/** How open tasks are shown. */
export interface View {
  /** Says how it stands; once, however often it is told. */
  say(status: string): void;
  /** Shows all tasks, of which these ids changed. */
  show(tasks: ReadonlyMap<string, Task>, ids: ReadonlySet<string>): void;
  end(): void;
}

/** Prints a line for each change, those of the beginning too: a new open task, a new title, one that is done, one that is gone. */
export function lineView(print: (line: string) => void): View {
  const open = new Map<string, string>();
  let said = '';
  return {
    say(status) {
      if (status !== said) print((said = status));
    },
    show(tasks, ids) {
      for (const id of ids) {
        const [task, before] = [tasks.get(id), open.get(id)];
        if (task && !task.complete) {
          if (before === undefined) print(`+ ${plain(task.title)}`);
          else if (before !== task.title) print(`~ ${plain(before)} -> ${plain(task.title)}`);
          open.set(id, task.title);
        } else if (before !== undefined) {
          print(`${task ? '✓' : '-'} ${plain(before)}`);
          open.delete(id);
        }
      }
    },
    end() {},
  };
}

const pause = 30; // milliseconds in which changes are drawn together

/** A terminal. */
export type Screen = Pick<NodeJS.WriteStream, 'rows' | 'columns'> & {
  write(text: string): unknown;
  on(event: 'resize', callback: () => void): unknown;
  off(event: 'resize', callback: () => void): unknown;
};

/** Draws the newest open tasks, as many as the terminal has lines, and anew when it has others. */
export function screenView(out: Screen): View {
  let status = '';
  let all: ReadonlyMap<string, Task> = new Map();
  let timer: NodeJS.Timeout | null = null;
  const draw = () => {
    timer = null;
    const open = [...all.values()].filter(({ complete }) => !complete).toSorted((a, b) => (a.id < b.id ? 1 : -1));
    const lines = open.slice(0, Math.max(1, out.rows - 4)).map(({ title }) => `  ○ ${plain(title)}`);
    const more = open.length - lines.length;
    const text = [`${open.length} open`, ...lines, ...(more > 0 ? [`  and ${more} more`] : []), status];
    out.write(`\u001b[2J\u001b[H${text.map((line) => fitted(line, out.columns)).join('\n')}\n`);
  };
  const soon = () => void (timer ??= setTimeout(draw, pause));
  out.on('resize', soon);
  return {
    say(told) {
      status = told;
      soon();
    },
    show(tasks) {
      all = tasks;
      soon();
    },
    end() {
      out.off('resize', soon);
      if (timer) clearTimeout(timer);
    },
  };
}

/** A title is somebody's text: what would steer the terminal becomes a sign. */
function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '·');
}

function fitted(line: string, width: number): string {
  const characters = [...line];
  return characters.length > width ? `${characters.slice(0, width - 1).join('')}…` : line;
}
