import { difference, fieldsOf, newId, type CreateTask, type Patch, type Task, type Written } from '@typedo/sdk';
import { createContext, use, useEffect, useMemo } from 'react';
import { useServices } from '../app/services.ts';
import { useWorkspace } from '../replica/use-workspace.ts';
import { texts } from '../texts.ts';
import type { Step } from '../undo/history.ts';
import { move, wasOf, type Moved } from '../undo/move.ts';

/** What a new task is made of. */
export type NewTask = Omit<CreateTask, 'id' | 'mutationId'>;

/** Everything that a person can do to tasks. Each is one step back, however many tasks it is about. */
export interface TaskActions {
  /** The first stands on top of a list that begins with the newest. */
  add(tasks: readonly NewTask[]): void;
  complete(tasks: readonly Task[], complete: boolean): void;
  save(before: Task, patch: Patch): void;
  remove(tasks: readonly Task[]): void;
  restore(tasks: readonly Task[]): void;
  undo(): void;
  redo(): void;
}

const TaskActionsContext = createContext<TaskActions | null>(null);
export const TaskActionsProvider = TaskActionsContext.Provider;

/** What can be done, in any component of the task page. */
export function useTaskActions(): TaskActions {
  const actions = use(TaskActionsContext);
  if (!actions) throw new Error('There are no actions around this component');
  return actions;
}

/** Makes the actions of a person's task page. */
export function useActionsOf(): TaskActions {
  const { announce, notices } = useServices();
  const { replica, history, userId } = useWorkspace();

  // What was said of a person's tasks goes with them: the next one at this screen may be another.
  useEffect(
    () => () => {
      announce('');
      notices.clear();
    },
    [announce, notices],
  );

  return useMemo((): TaskActions => {
    /** Remembers a step, and forgets of it what the server refuses. */
    function keep(text: string, moves: readonly Moved[], write: (one: Moved) => Promise<Written | undefined>): Step {
      const step = { text, moves };
      history.add(step);
      for (const one of moves) void follow(one, write(one));
      return step;
    }

    async function follow(one: Moved, writing: Promise<Written | undefined>): Promise<void> {
      try {
        const outcome = await (await writing)?.outcome;
        if (outcome?.status !== 'refused') return;
      } catch {
        // The device could not keep it, which the status says, or the page is over.
      }
      history.forget(one);
    }

    function offerUndo(step: Step) {
      const [first] = step.moves;
      const about = step.moves.length === 1 ? (first?.from ?? first?.to)?.title : undefined;
      const run = () => {
        const undone = history.undo(step);
        if (undone) announce(texts.tasks.undone(step.text));
      };
      notices.show({ text: step.text, ...(about && { about }), action: { label: texts.tasks.undo, run } });
    }

    const actions: TaskActions = {
      add(tasks) {
        const now = Date.now();
        const at = new Date(now).toISOString();
        // From the last to the first, each with a later name, so that they stand as they were written.
        const moves = tasks.toReversed().map((task, index): Moved => {
          const id = newId(now + index);
          return { id, from: null, to: { id, userId, ...fieldsOf(task), createdAt: at, updatedAt: at } };
        });
        const text = texts.tasks.added(tasks.length === 1 ? (tasks[0]?.title ?? '') : tasks.length);
        const step = keep(text, moves, async ({ id, to }) => {
          return to ? replica.create({ id, ...fieldsOf(to) }) : undefined;
        });
        announce(text);
        if (tasks.length > 1) offerUndo(step);
      },
      complete(tasks, complete) {
        const moves = tasks
          .filter((task) => task.complete !== complete)
          .map((task): Moved => ({ id: task.id, from: task, to: { ...task, complete } }));
        if (moves.length === 0) return;
        const text = texts.tasks[complete ? 'checked' : 'unchecked'](titleOf(moves));
        const step = keep(text, moves, (one) => move(replica, one));
        announce(text);
        if (moves.length > 1) offerUndo(step);
      },
      save(before, patch) {
        const to: Task = Object.assign({}, before, patch); // a patch has no key without a value
        const changed = difference(before, to);
        if (!changed) return;
        const text = texts.tasks.saved(to.title);
        keep(text, [{ id: before.id, from: before, to }], () =>
          replica.update(before.id, changed, { was: wasOf(before, changed) }),
        );
        announce(text);
      },
      remove(tasks) {
        const moves = tasks.map((task): Moved => ({ id: task.id, from: task, to: null }));
        if (moves.length === 0) return;
        const text = texts.tasks.deleted(moves.length);
        const step = keep(text, moves, (one) => move(replica, one));
        announce(text);
        offerUndo(step);
      },
      restore(tasks) {
        const moves = tasks.map((task): Moved => ({ id: task.id, from: null, to: task }));
        if (moves.length === 0) return;
        const text = texts.tasks.restored(titleOf(moves));
        const step = keep(text, moves, (one) => move(replica, one));
        announce(text);
        offerUndo(step);
      },
      undo() {
        const step = history.undo();
        notices.clear(); // a notice there may offer to undo what is undone
        if (!step) return announce(texts.tasks.nothingToUndo);
        announce(texts.tasks.undone(step.text));
        notices.show({
          text: texts.tasks.undone(step.text),
          action: { label: texts.tasks.redo, run: () => actions.redo() },
        });
      },
      redo() {
        const step = history.redo();
        notices.clear();
        if (!step) return announce(texts.tasks.nothingToRedo);
        announce(texts.tasks.redone(step.text));
      },
    };
    return actions;
  }, [replica, history, userId, announce, notices]);
}

/** The title of the only task, or how many they are. */
function titleOf(moves: readonly Moved[]): string | number {
  const [one] = moves;
  return moves.length === 1 ? ((one?.from ?? one?.to)?.title ?? '') : moves.length;
}
