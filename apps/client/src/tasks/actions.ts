import { isReason, reasonOf, type Patch, type Task } from '@typedo/sdk';
import { createContext, use, useEffect, useMemo } from 'react';
import { useServices } from '../app/services.ts';
import { texts } from '../texts.ts';
import { anew, complete, create, edit, remove, restore, type Op } from './op.ts';
import type { Section, useHolds } from './use-holds.ts';
import { useWriter, type SentWrite } from './write.ts';

/** Everything that a person can do on the task page. */
export interface TaskActions {
  add(title: string): void;
  check(task: Task, section: Section, checked: boolean): void;
  startEditing(task: Task, section: Section): void;
  stopEditing(task: Task): void;
  save(before: Task, patch: Patch): void;
  remove(task: Task, section: Section): void;
  /** Sends a refused write once more. */
  again(write: SentWrite): void;
  /** Sends another change in place of a refused one; without one it is forgotten. */
  replace(write: SentWrite, before: Task, patch: Patch): void;
  /** Takes a task out of the trash and makes the change that was refused because it was there. */
  bringBack(write: SentWrite): void;
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
export function useActionsOf(userId: string, holds: Omit<ReturnType<typeof useHolds>, 'holds'>): TaskActions {
  const { announce, notices } = useServices();
  const writer = useWriter(userId);
  const { release, leave, linger, edit: hold } = holds;

  // What was said of a person's tasks goes with them: the next one at this screen may be another.
  useEffect(
    () => () => {
      announce('');
      notices.clear();
    },
    [announce, notices],
  );

  return useMemo((): TaskActions => {
    const send = (op: Op, said: string) => {
      writer.send(op);
      announce(said);
    };
    const undo = (task: Task) => {
      release(task.id);
      send(restore(task), texts.tasks.restored(task.title));
      // The button that had the focus is gone with its notice.
      setTimeout(() => document.getElementById(titleId(task.id))?.focus());
    };
    return {
      add: (title) => send(create(userId, title), texts.tasks.added(title)),
      check: (task, section, checked) => {
        if (checked === (section === 'done')) release(task.id);
        else linger(task, section);
        send(complete(task, checked), checked ? texts.tasks.checked(task.title) : texts.tasks.unchecked(task.title));
      },
      startEditing: hold,
      stopEditing: (task) => release(task.id),
      save: (before, patch) => {
        release(before.id);
        send(edit(before, patch), texts.tasks.saved(patch.title ?? before.title));
      },
      remove: (task, section) => {
        leave(task, section);
        send(remove(task), texts.tasks.deleted);
        notices.show({
          text: texts.tasks.deleted,
          about: task.title,
          action: { label: texts.tasks.undo, run: () => undo(task) },
        });
      },
      again: (write) => {
        writer.drop(write);
        writer.send(isFinal(write.error) ? anew(write.op) : write.op);
      },
      replace: (write, before, patch) => {
        writer.drop(write);
        if (Object.keys(patch).length > 0) send(edit(before, patch), texts.tasks.saved(patch.title ?? before.title));
      },
      bringBack: (write) => {
        if (write.op.type !== 'update') return;
        writer.drop(write);
        writer.send(restore(write.op.before));
        writer.send(anew(write.op));
      },
    };
  }, [userId, writer, announce, notices, release, leave, linger, hold]);
}

/** The element that stands for a task: where the focus goes. */
export function titleId(id: string): string {
  return `task-${id}`;
}

/** Whether the server has decided, so that the same mutation id would be answered the same for ever. */
function isFinal(error: Error | null): boolean {
  return reasonOf(error) !== null && !isReason(error, 'INTERNAL') && !isReason(error, 'UNAUTHENTICATED');
}
