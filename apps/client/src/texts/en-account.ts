import { counting } from './en-counting.ts';

// Every word of the account's pages.
const { count, days } = counting;

/** The words of the account's pages. */
export const accountTexts = {
  nav: 'Account',
  back: 'Back to your tasks',
  loading: 'Loading…',
  again: 'Try again',
  cancel: 'Cancel',
  ago: (since: number) => days(-since),
  ahead: days,

  sessions: {
    title: 'Sessions',
    lead: 'The browsers and programs that are signed in to your account. When one was last used is noted once a day.',
    listed: 'Sessions',
    notLoaded: 'Your sessions could not be loaded.',
    current: 'This one',
    device: (browser: string, system: string) =>
      browser && system ? `${browser} on ${system}` : browser || system || 'An unknown device',
    used: (ago: string) => `Last used ${ago}`,
    began: (date: string) => `Signed in ${date}`,
    address: (address: string) => `from ${address}`,
    end: 'Sign out',
    endOf: (device: string) => `Sign out: ${device}`,
    ending: 'Signing out…',
    ended: (device: string) => `Signed out: ${device}`,
    alone: 'You are signed in nowhere else.',
    endOthers: 'Sign out everywhere else',
    endOthersTitle: 'Sign out everywhere else?',
    endOthersText: (n: number) =>
      `${count(n, 'other session ends', 'other sessions end')} within seconds. You stay signed in here. API keys go on working.`,
    endedOthers: (n: number) => (n === 0 ? 'There was no other session.' : `${count(n, 'session', 'sessions')} ended.`),
  },

  keys: {
    title: 'API keys',
    lead: 'A program with a key works with your tasks, as far as the key’s scopes go. It never gets to your account.',
    listed: 'API keys',
    notLoaded: 'Your API keys could not be loaded.',
    emptyTitle: 'No keys yet',
    emptyText: 'Make one for each program or device, so that you can take it back without touching the others.',
    create: 'New key',
    createTitle: 'New API key',
    scopesLabel: 'What may it do?',
    scopes: {
      'tasks:read': {
        name: 'Read tasks',
        hint: 'See your tasks, their history and the trash, and follow changes live.',
      },
      'tasks:write': { name: 'Change tasks', hint: 'Add, edit, complete, delete and restore tasks.' },
    },
    expiryLabel: 'How long does it work?',
    expiry: { month: '30 days', quarter: '90 days', year: '1 year', never: 'No end' },
    expiryHint: (date: string) => `Until ${date}. Then it stops working by itself.`,
    neverHint: 'Until you revoke it. For programs that you look after.',
    submit: 'Create key',
    submitting: 'Creating…',
    madeTitle: 'Your new key',
    madeText: 'Copy it now and keep it like a password: it will not be shown again.',
    secret: 'Key',
    tryIt: 'Try it in a terminal',
    tryItText: 'The answer says whose key it is and what it may do.',
    copy: 'Copy',
    copyOf: (what: string) => `Copy: ${what}`,
    copied: 'Copied',
    select: 'Your browser does not let this page copy. It is selected now: press Ctrl C, or ⌘ C on a Mac.',
    finish: 'I have kept it',
    created: (date: string) => `Made ${date}`,
    used: (ago: string) => `Last used ${ago}`,
    unused: 'Never used',
    expires: (date: string) => `Works until ${date}`,
    expiresSoon: (ahead: string) => `Expires ${ahead}`,
    never: 'No end',
    expired: 'Expired',
    expiredOn: (date: string) => `Stopped working ${date}`,
    revoke: 'Revoke',
    revokeOf: (name: string) => `Revoke: ${name}`,
    revoking: 'Revoking…',
    revokeTitle: (name: string) => `Revoke “${name}”?`,
    revokeText: 'Programs that use it are refused within seconds. This cannot be undone.',
    removeText: 'It has expired and works no more. It only leaves this list.',
    revoked: (name: string) => `Revoked: ${name}`,
  },

  password: { tab: 'Password' },

  data: {
    title: 'Your data',
    exportTitle: 'Export',
    exportText: 'Everything that is kept of yours, in files that other programs read. Nothing is changed by it.',
    json: 'Download JSON',
    jsonText: 'All of it: tasks and trash, every change, your account, sessions and keys. No passwords or secrets.',
    csv: 'Download CSV',
    csvText:
      'The tasks, those in the trash too, as a table. A text that a spreadsheet could take for a formula gets an apostrophe in front.',
    collecting: (tasks: number, changes: number) =>
      changes === 0
        ? `${count(tasks, 'task', 'tasks')} so far…`
        : `${count(tasks, 'task', 'tasks')} and ${count(changes, 'change', 'changes')} so far…`,
    begun: 'Collecting your data…',
    ready: (file: string) => `${file} is on its way to your downloads.`,
    failed: 'The export did not come to its end.',
    stopped: 'Export stopped.',
    deleteTitle: 'Delete the account',
    deleteText: 'Your tasks, keys and sessions go with it, for good.',
    deleteLink: 'Delete the account…',
  },

  deletion: {
    title: 'Delete your account',
    lead: 'This cannot be undone, not by you and not by us.',
    whatHappens: 'What happens',
    steps: [
      'You are signed out on every device, and every API key stops working.',
      'All tasks, the trash, the history, keys and sessions are erased, within moments for most accounts.',
      'Your e-mail address is free for a new account, which begins empty.',
      'Backups that the operator of this server keeps are not changed by it.',
    ],
    exportTitle: 'Take your data with you first',
    formTitle: 'Confirm',
    confirmation: (email: string) => `Type ${email} to confirm`,
    submit: 'Delete account for good',
    submitting: 'Deleting…',
    back: 'Keep the account',
    goneTitle: 'Your account is gone',
    goneText: 'Everything in it has been erased. Thank you for having been here.',
    goneLink: 'Begin anew with an empty account',
  },
};

export type AccountTexts = typeof accountTexts;
