import { isReason } from '@typedo/sdk';
import type { Connection } from '../app/connection.ts';
import { createListeners } from '../app/listeners.ts';
import type { Auth, User } from './auth.ts';
import { rememberedUser, rememberUser } from './remembered-user.ts';
import { followTabs } from './tabs.ts';

/** Who is signed in. `ended`: the server ended the session, nobody signed out. */
export interface SessionState {
  readonly user: User | null;
  readonly ended: boolean;
  /** Whose tasks stay on the page after that, so that nothing is taken from under their hands; null when nobody's do. */
  readonly lastUser: User | null;
  /** Whether the server has not been asked yet: who it is, is remembered. */
  readonly isRemembered?: true;
}

/** The session of a page: what is known of it, and what happens to it. */
export interface Session {
  /** What is known; undefined until the server was asked for the first time. */
  readonly current: () => SessionState | undefined;
  readonly subscribe: (listener: () => void) => () => void;
  /** What is known, which the server is asked for when nothing is. Rejects with its refusal. */
  known(): Promise<SessionState>;
  /** Asks the server again. */
  look(): void;
  /** Somebody has signed in. */
  begin(user: User): void;
  /** The server no longer knows the session. The person's tasks stay on the page, and what could not be sent, for when it is back. */
  end(): void;
  /** A call failed; perhaps because the server no longer knows the session. */
  heed(failure: unknown): void;
  /** The person signed out, here: nothing of theirs stays in the page, nor on the device. */
  forget(): void;
}

interface Parts {
  readonly auth: Pick<Auth, 'user'>;
  readonly connection: Pick<Connection, 'reach'>;
  readonly window: Window;
  /** Clears the device of a person's tasks. */
  readonly clear: (userId: string) => void;
}

const nobody: SessionState = { user: null, ended: false, lastUser: null };

/**
 * Makes the session. It begins with whoever was signed in here last, so that their tasks are on the screen before the server was asked, and also
 * when it cannot be; whether they still are is asked at once, and whenever the window comes to the front.
 */
export function createSession({ auth, connection, window, clear }: Parts): Session {
  const { subscribe, tell } = createListeners();
  const remembered = rememberedUser();
  let state: SessionState | undefined = remembered ? { ...known(remembered), isRemembered: true } : undefined;
  let asking: { answer: Promise<SessionState>; over: AbortController } | null = null;

  function set(next: SessionState): SessionState {
    // What the server says to an older question is of no use.
    asking?.over.abort();
    asking = null;
    if (JSON.stringify(next) === JSON.stringify(state)) return next;
    state = next;
    tell();
    return next;
  }

  async function ask(over: AbortController): Promise<SessionState> {
    try {
      const user = await connection.reach(() => auth.user(over.signal), over.signal);
      over.signal.throwIfAborted();
      if (user) rememberUser(user);
      // Whoever signs out says so to all tabs. A session that is gone without was ended.
      return set(user ? known(user) : endOf(state));
    } finally {
      if (asking?.over === over) asking = null;
    }
  }

  function look(): Promise<SessionState> {
    if (!asking) {
      const over = new AbortController();
      asking = { answer: ask(over), over };
    }
    return asking.answer;
  }

  /** Asks anew: what the server says to an older question may not be true any more. */
  function lookAnew(): void {
    asking?.over.abort();
    asking = null;
    look().catch(() => {}); // it is asked again when the window comes to the front the next time
  }

  const tabs = followTabs((isOver) => {
    // Nothing is deleted by who only hears of it: by then the person may have signed in again.
    if (isOver) set(nobody);
    lookAnew();
  });
  window.document.addEventListener('visibilitychange', () => {
    if (window.document.visibilityState === 'visible') lookAnew();
  });
  if (state) lookAnew();

  const session: Session = {
    current: () => state,
    subscribe,
    known: async () => {
      if (state) return state;
      return look().catch((error: unknown) => {
        // Somebody has signed in meanwhile, or another question was asked.
        if (state || asking) return session.known();
        throw error;
      });
    },
    look: lookAnew,
    begin(user) {
      rememberUser(user);
      set(known(user));
      tabs.tell(false);
    },
    end: () => set(endOf(state)),
    heed: (failure) => {
      if (isReason(failure, 'UNAUTHENTICATED')) session.end();
    },
    forget() {
      const { userId } = personOf(session);
      rememberUser(null);
      set(nobody);
      tabs.tell(true);
      if (userId !== null) clear(userId);
    },
  };
  return session;
}

/** Whose page it is as far as it knows, and whether that person is signed in; null for nobody's. */
export function personOf({ current }: Pick<Session, 'current'>): {
  readonly userId: string | null;
  readonly signedIn: boolean;
} {
  const state = current();
  return { userId: (state?.user ?? state?.lastUser)?.id ?? null, signedIn: Boolean(state?.user) };
}

function known(user: User): SessionState {
  return { user, ended: false, lastUser: null };
}

function endOf(before: SessionState | undefined): SessionState {
  if (before?.isRemembered) {
    // A session that was ended from elsewhere shows nothing any more to who opens the page. What was not sent stays on the device.
    rememberUser(null);
    return { user: null, ended: true, lastUser: null };
  }
  const lastUser = before?.user ?? before?.lastUser ?? null;
  return { user: null, ended: lastUser !== null || before?.ended === true, lastUser };
}
