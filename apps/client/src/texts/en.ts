import type { Details, Reason } from '@typedo/sdk';
import type { AccountTexts } from './en-account.ts';
import { taskTexts } from './en-tasks.ts';
import { waitingIn } from './counting.ts';
import { counting } from './en-counting.ts';

// Every word that a person reads, in English. Another language is another object of this shape.
const { number, count } = counting;
const wait = waitingIn(counting, {
  second: ['second', 'seconds'],
  minute: ['minute', 'minutes'],
  hour: ['hour', 'hours'],
});

export const en = {
  pageTitle: (page: string) => `${page} · Typedo`,
  notices: 'Notices',

  signIn: {
    title: 'Sign in',
    lead: 'Welcome back. Your tasks are where you left them.',
    ended: 'Your session has ended. Sign in again, and you are back where you were.',
    submit: 'Sign in',
    submitting: 'Signing in…',
    other: 'New here?',
    otherLink: 'Create an account',
    wrong: 'This e-mail address and password do not belong together.',
  },
  signUp: {
    title: 'Create an account',
    lead: 'One list, on every device. It takes half a minute.',
    submit: 'Create account',
    submitting: 'Creating your account…',
    other: 'Already have an account?',
    otherLink: 'Sign in',
    taken: 'There is already an account with this e-mail address. Sign in instead.',
    closed: 'This server takes no new accounts. Ask the person who runs it.',
    passwordHint: (min: number) => `At least ${min} characters. A short sentence is good.`,
  },
  changePassword: {
    title: 'Change your password',
    // Unbreakable spaces: a second line begins at "and".
    lead: 'You stay signed in here, and\u00a0are\u00a0signed out everywhere else.',
    submit: 'Change password',
    submitting: 'Changing your password…',
    wrong: 'This is not your password.',
    done: 'Your password is changed.',
  },
  signOut: 'Sign out',
  signOutFailed: 'You are still signed in: the server did not answer. Try again.',
  signOutLater: 'You are signed out here. The server is told as soon as it answers.',
  unsent: {
    title: 'Sign out?',
    text: (waiting: number, refused: number) => {
      if (waiting + refused === 0) return 'All changes have been sent now.';
      const parts = [
        waiting > 0 && `${count(waiting, 'change has', 'changes have')} not been sent.`,
        refused > 0 && `${count(refused, 'change was', 'changes were')} refused.`,
        `Signing out deletes ${waiting + refused === 1 ? 'it' : 'them'} from this device.`,
      ];
      return parts.filter(Boolean).join(' ');
    },
    stay: 'Stay',
    anyway: 'Sign out anyway',
  },

  account: { of: (name: string) => `Account of ${name}`, settings: 'Account settings' },
  // They come with the pages.
  accountPages: undefined as AccountTexts | undefined, // another language has them

  preferences: {
    label: 'Appearance and language',
    theme: 'Appearance',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
  },
  update: {
    ready: 'A new version is ready.',
    reload: 'Reload',
    later: 'Not now',
  },

  fields: {
    name: { label: 'Name', empty: 'What may we call you?' },
    email: {
      label: 'E-mail',
      empty: 'Enter your e-mail address.',
      invalid: 'This is not an e-mail address. One looks like ada@example.org.',
    },
    password: { label: 'Password', empty: 'Enter your password.' },
    currentPassword: { label: 'Current password', empty: 'Enter your password.' },
    newPassword: { label: 'New password', empty: 'Enter a new password.' },
    title: { label: 'Title', empty: 'A task needs a title.' },
    description: { label: 'Description', placeholder: 'Notes', empty: '' },
    keyName: { label: 'Name', hint: 'What it is for, such as “Backup script”.', empty: 'Give the key a name.' },
    'tasks:read': { empty: 'Choose at least one.' },
    confirmation: { empty: 'Type your e-mail address.', invalid: 'This is not the address of this account.' },
  },
  problems: {
    tooShort: (min: number, length: number) =>
      `At least ${count(min, 'character', 'characters')}; so far there are ${length}.`,
    tooLong: (max: number, length: number) =>
      `At most ${count(max, 'character', 'characters')}; there are ${count(length, '', '').trim()} now.`,
    // As the server words it for those who have no page.
    tooCommon: 'This password is one of the first that anybody would try. Choose another one.',
    unfit: 'This has a character in it that cannot be stored. Perhaps it came in with a paste.',
    failed: 'That did not work: something went wrong on our side. Try again.',
    unreachable: 'The server does not answer. Look at your connection and try again.',
    tooMany: (retryAfter: number) =>
      `Too many attempts. ${retryAfter > 0 ? `Try again in ${wait(retryAfter)}` : 'Wait a while and try again'}.`,
  },
  lengthNow: (length: number, max: number) => `${length} of ${max} characters`,

  ...taskTexts,
  editor: {
    label: (title: string) => `Edit ${title}`,
    save: 'Save',
    cancel: 'Cancel',
    delete: 'Delete',
    saveKeys: 'Enter, or Ctrl Enter in the notes',
    saveKeysMac: 'Enter, or ⌘ Enter in the notes',
    created: (date: string) => `Added ${date}`,
  },
  conflict: {
    title: 'This task was changed somewhere else while you were editing it.',
    mine: 'Yours',
    theirs: 'Theirs',
    now: 'Now',
    empty: 'empty',
    keepMine: 'Keep mine',
    takeTheirs: 'Take theirs',
  },
  trouble: {
    create: 'Not added.',
    update: 'Not saved.',
    delete: 'Not deleted.',
    restore: 'Not brought back.',
    title: 'Refused changes',
    again: 'Try again',
    edit: 'Edit',
    discard: 'Discard',
    all: (n: number) => `Show all ${number(n)}`,
    fewer: 'Show fewer',
    retryAll: 'Try all again',
    bringBack: 'Bring it back with my change',
    letGo: 'Leave it in the trash',
  },

  connection: {
    offline: 'You are offline.',
    unreachable: 'The server does not answer.',
    busy: 'The server asks for a short pause.',
    retrying: 'Trying again by itself.',
    retry: 'Try now',
    back: 'Connected again.',
  },

  notFound: {
    title: 'There is no such page',
    text: 'Perhaps the address was cut off on its way here.',
    link: 'Go to your tasks',
  },
  crash: {
    title: 'Something went wrong',
    text: 'This page stumbled. Your tasks are safe on the server. Loading it again usually helps.',
    reload: 'Load again',
  },

  /** A sentence for each reason of the contract: without one for a new reason this does not compile. */
  reasons: {
    TASK_NOT_FOUND: () => 'This task no longer exists.',
    TASK_ID_TAKEN: () => 'This task was already added once, perhaps it is in the trash.',
    TASK_DELETED: () => 'This task was moved to the trash meanwhile.',
    TASK_CHANGED: () => 'This task was changed meanwhile.',
    QUOTA_EXCEEDED: ({ quota }) =>
      `You have ${count(quota, 'task', 'tasks')}, as many as an account may have. Delete some first.`,
    MUTATION_REUSED: () => 'This change was already sent once. Try again to send it anew.',
    MUTATION_EXPIRED: () => 'This change has waited too long to be sent safely. Try again to send it anew.',
    CONTRACT_VERSION_UNSUPPORTED: () =>
      'This page is newer than the server. Your change waits until the server has been upgraded.',
    KEY_NOT_FOUND: () => 'There is no such API key.',
    KEY_LIMIT_REACHED: ({ limit }) =>
      `You have ${count(limit, 'API key', 'API keys')}, as many as an account may have.`,
    SESSION_NOT_FOUND: () => 'There is no such session.',
    WRONG_PASSWORD: () => 'The password is wrong.',
    INVALID_INPUT: ({ issues }) => issues[0]?.message ?? 'This cannot be stored.',
    UNAUTHENTICATED: () => 'Your session has ended. Sign in and try again.',
    SCOPE_MISSING: () => 'You may not do that.',
    ORIGIN_REFUSED: () => 'The server does not know this address as its own. Open it as its operator tells you.',
    RATE_LIMITED: ({ retryAfter }) => `That was a lot at once. Try again in ${wait(retryAfter)}.`,
    UNAVAILABLE: () => 'The server cannot answer right now.',
    PROCEDURE_NOT_FOUND: () => 'The server does not know how to do that. Load the page again.',
    METHOD_NOT_SUPPORTED: () => 'The server does not take this. Load the page again.',
    REQUEST_TIMEOUT: () => 'That took too long to reach the server. Try again.',
    PAYLOAD_TOO_LARGE: () => 'This is too large to send.',
    UNSUPPORTED_MEDIA_TYPE: () => 'The server does not take this. Load the page again.',
    INTERNAL: () => 'Something went wrong on our side.',
  } satisfies { [R in Reason]: (details: Details<R>) => string },
};

/** What a language says, and where. */
export type Texts = typeof en;
