import type { Replica, Typedo } from '@typedo/sdk';
import { createListeners } from '../app/listeners.ts';
import { personOf, type Session } from '../session/session.ts';
import { openFor } from './open.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** The workspace of whoever is signed in; null while there is none. */
export interface Workspaces {
  readonly current: () => Workspace | null;
  readonly subscribe: (listener: () => void) => () => void;
}

/**
 * Follows the session: opens the replica of who is signed in, keeps it when the server ends the session, and closes it when the person
 * signs out or another one signs in.
 */
export function followSession(session: Session, typedo: Typedo): Workspaces {
  let current: Workspace | null = null;
  let userId: string | null = null;
  let signedIn = false;
  /** One replica may be open over a storage: each step waits for the one before. */
  let turns: Promise<unknown> = Promise.resolve();
  const { subscribe, tell } = createListeners();

  function show(next: Workspace | null) {
    current = next;
    tell();
  }

  function look() {
    const person = personOf(session);
    const isBack = !signedIn && person.signedIn;
    ({ signedIn } = person);
    if (person.userId === userId) {
      if (isBack) current?.replica.resume();
      return;
    }
    ({ userId } = person);
    const old = current;
    const next = userId;
    show(null);
    turns = turns.then(() => change(old, next)).catch(reportError);
  }

  async function change(old: Workspace | null, next: string | null): Promise<void> {
    await old?.close();
    if (next === null || next !== userId) return;
    const workspace = createWorkspace(await openFor(typedo, next), next);
    if (next !== userId) return workspace.close();
    whenSignedOut(workspace.replica, () => session.look());
    show(workspace);
  }

  session.subscribe(look);
  look();
  return {
    current: () => current,
    subscribe,
  };
}

/** The session may be over, or another person's by now: whoever can tell shall look. */
function whenSignedOut(replica: Replica, tell: () => void): void {
  let before = replica.status.phase;
  replica.subscribe(() => {
    const { phase } = replica.status;
    if (phase === 'signedOut' && before !== phase) tell();
    before = phase;
  });
}
