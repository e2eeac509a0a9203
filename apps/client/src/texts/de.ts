import type { Texts } from './en.ts';
import { accountTexts } from './de-account.ts';
import { taskTexts } from './de-tasks.ts';
import { waitingIn } from './counting.ts';
import { counting } from './de-counting.ts';

const { number, count } = counting;
const wait = waitingIn(counting, {
  second: ['Sekunde', 'Sekunden'],
  minute: ['Minute', 'Minuten'],
  hour: ['Stunde', 'Stunden'],
});

/** Every word in German. */
export const de: Texts = {
  pageTitle: (page) => `${page} · Typedo`,
  notices: 'Meldungen',

  signIn: {
    title: 'Anmelden',
    lead: 'Schön, dass du wieder da bist. Deine Aufgaben liegen, wo du sie gelassen hast.',
    ended: 'Deine Sitzung ist zu Ende. Melde dich wieder an, dann geht es dort weiter, wo du warst.',
    submit: 'Anmelden',
    submitting: 'Du wirst angemeldet …',
    other: 'Neu hier?',
    otherLink: 'Konto anlegen',
    wrong: 'Diese E-Mail-Adresse und dieses Passwort gehören nicht zusammen.',
  },
  signUp: {
    title: 'Konto anlegen',
    lead: 'Eine Liste, auf allen deinen Geräten. Es dauert eine halbe Minute.',
    submit: 'Konto anlegen',
    submitting: 'Dein Konto wird angelegt …',
    other: 'Hast du schon ein Konto?',
    otherLink: 'Anmelden',
    taken: 'Mit dieser E-Mail-Adresse gibt es schon ein Konto. Melde dich einfach an.',
    closed: 'Dieser Server nimmt keine neuen Konten an. Frag, wer ihn betreibt.',
    passwordHint: (min) => `Mindestens ${min} Zeichen. Ein kurzer Satz ist gut.`,
  },
  changePassword: {
    title: 'Passwort ändern',
    // An unbreakable space: no line ends in "und".
    lead: 'Hier bleibst du angemeldet, und\u00a0überall sonst wirst du abgemeldet.',
    submit: 'Passwort ändern',
    submitting: 'Dein Passwort wird geändert …',
    wrong: 'Das ist nicht dein Passwort.',
    done: 'Dein Passwort ist geändert.',
  },
  signOut: 'Abmelden',
  signOutFailed: 'Du bist noch angemeldet: Der Server hat nicht geantwortet. Versuch es noch einmal.',
  signOutLater: 'Du bist hier abgemeldet. Der Server erfährt davon, sobald er antwortet.',
  unsent: {
    title: 'Abmelden?',
    text: (waiting, refused) => {
      if (waiting + refused === 0) return 'Jetzt sind alle Änderungen gesendet.';
      const parts = [
        waiting > 0 && `${count(waiting, 'Änderung ist', 'Änderungen sind')} noch nicht gesendet.`,
        refused > 0 && `${count(refused, 'Änderung wurde', 'Änderungen wurden')} abgelehnt.`,
        `Beim Abmelden ${waiting + refused === 1 ? 'wird sie' : 'werden sie'} von diesem Gerät gelöscht.`,
      ];
      return parts.filter(Boolean).join(' ');
    },
    stay: 'Bleiben',
    anyway: 'Trotzdem abmelden',
  },

  account: { of: (name) => `Konto von ${name}`, settings: 'Kontoeinstellungen' },
  accountPages: accountTexts,

  preferences: {
    label: 'Darstellung und Sprache',
    theme: 'Darstellung',
    themes: { system: 'System', light: 'Hell', dark: 'Dunkel' },
    language: 'Sprache',
  },
  update: {
    ready: 'Eine neue Version ist da.',
    reload: 'Neu laden',
    later: 'Später',
  },

  fields: {
    name: { label: 'Name', empty: 'Wie dürfen wir dich nennen?' },
    email: {
      label: 'E-Mail',
      empty: 'Gib deine E-Mail-Adresse ein.',
      invalid: 'Das ist keine E-Mail-Adresse. So sieht eine aus: ada@example.org.',
    },
    password: { label: 'Passwort', empty: 'Gib dein Passwort ein.' },
    currentPassword: { label: 'Bisheriges Passwort', empty: 'Gib dein Passwort ein.' },
    newPassword: { label: 'Neues Passwort', empty: 'Gib ein neues Passwort ein.' },
    title: { label: 'Titel', empty: 'Eine Aufgabe braucht einen Titel.' },
    description: { label: 'Beschreibung', placeholder: 'Notizen', empty: '' },
    keyName: {
      label: 'Name',
      hint: 'Wofür er ist, zum Beispiel „Sicherungsskript“.',
      empty: 'Gib dem Schlüssel einen Namen.',
    },
    'tasks:read': { empty: 'Wähle mindestens eines aus.' },
    confirmation: { empty: 'Gib deine E-Mail-Adresse ein.', invalid: 'Das ist nicht die Adresse dieses Kontos.' },
  },
  problems: {
    tooShort: (min, length) => `Mindestens ${number(min)} Zeichen; bisher sind es ${number(length)}.`,
    tooLong: (max, length) => `Höchstens ${number(max)} Zeichen; jetzt sind es ${number(length)}.`,
    tooCommon: 'Dieses Passwort würde jeder als eines der ersten ausprobieren. Wähle ein anderes.',
    unfit: 'Darin steht ein Zeichen, das sich nicht speichern lässt. Vielleicht kam es beim Einfügen mit.',
    failed: 'Das hat nicht geklappt: Bei uns ist etwas schiefgegangen. Versuch es noch einmal.',
    unreachable: 'Der Server antwortet nicht. Sieh nach deiner Verbindung und versuch es noch einmal.',
    tooMany: (retryAfter) =>
      `Zu viele Versuche. ${retryAfter > 0 ? `Versuch es in ${wait(retryAfter)} noch einmal` : 'Warte eine Weile und versuch es noch einmal'}.`,
  },
  lengthNow: (length, max) => `${number(length)} von ${number(max)} Zeichen`,

  ...taskTexts,
  editor: {
    label: (title) => `${title} bearbeiten`,
    save: 'Speichern',
    cancel: 'Abbrechen',
    delete: 'Löschen',
    saveKeys: 'Eingabetaste, in den Notizen mit Strg',
    saveKeysMac: 'Eingabetaste, in den Notizen mit ⌘',
    created: (date) => `Hinzugefügt am ${date}`,
  },
  conflict: {
    title: 'Diese Aufgabe wurde woanders geändert, während du sie bearbeitet hast.',
    mine: 'Deine Fassung',
    theirs: 'Die andere Fassung',
    now: 'Jetzt',
    empty: 'leer',
    keepMine: 'Meine behalten',
    takeTheirs: 'Die andere nehmen',
  },
  trouble: {
    create: 'Nicht hinzugefügt.',
    update: 'Nicht gespeichert.',
    delete: 'Nicht gelöscht.',
    restore: 'Nicht zurückgeholt.',
    title: 'Abgelehnte Änderungen',
    again: 'Noch einmal versuchen',
    edit: 'Bearbeiten',
    discard: 'Verwerfen',
    all: (n) => `Alle ${number(n)} anzeigen`,
    fewer: 'Weniger anzeigen',
    retryAll: 'Alle noch einmal versuchen',
    bringBack: 'Mit meiner Änderung zurückholen',
    letGo: 'Im Papierkorb lassen',
  },

  connection: {
    offline: 'Du bist offline.',
    unreachable: 'Der Server antwortet nicht.',
    busy: 'Der Server bittet um eine kurze Pause.',
    retrying: 'Gleich kommt von selbst der nächste Versuch.',
    retry: 'Jetzt versuchen',
    back: 'Wieder verbunden.',
  },

  notFound: {
    title: 'Diese Seite gibt es nicht',
    text: 'Vielleicht wurde die Adresse unterwegs abgeschnitten.',
    link: 'Zu deinen Aufgaben',
  },
  crash: {
    title: 'Da ist etwas schiefgegangen',
    text: 'Diese Seite ist gestolpert. Deine Aufgaben liegen sicher auf dem Server. Meistens hilft es, sie neu zu laden.',
    reload: 'Neu laden',
  },

  reasons: {
    TASK_NOT_FOUND: () => 'Diese Aufgabe gibt es nicht mehr.',
    TASK_ID_TAKEN: () => 'Diese Aufgabe wurde schon einmal hinzugefügt, vielleicht liegt sie im Papierkorb.',
    TASK_DELETED: () => 'Diese Aufgabe wurde inzwischen in den Papierkorb gelegt.',
    TASK_CHANGED: () => 'Diese Aufgabe wurde inzwischen geändert.',
    QUOTA_EXCEEDED: ({ quota }) =>
      `Du hast ${count(quota, 'Aufgabe', 'Aufgaben')}, mehr darf ein Konto nicht haben. Lösche zuerst welche.`,
    MUTATION_REUSED: () =>
      'Diese Änderung wurde schon einmal gesendet. Versuch es noch einmal, dann geht sie neu hinaus.',
    MUTATION_EXPIRED: () =>
      'Diese Änderung hat zu lange gewartet, um noch sicher gesendet zu werden. Versuch es noch einmal, dann geht sie neu hinaus.',
    CONTRACT_VERSION_UNSUPPORTED: () =>
      'Diese Seite ist neuer als der Server. Deine Änderung wartet, bis der Server auf dem neuen Stand ist.',
    KEY_NOT_FOUND: () => 'Diesen API-Schlüssel gibt es nicht.',
    KEY_LIMIT_REACHED: ({ limit }) =>
      `Du hast ${count(limit, 'API-Schlüssel', 'API-Schlüssel')}, mehr darf ein Konto nicht haben.`,
    SESSION_NOT_FOUND: () => 'Diese Sitzung gibt es nicht.',
    WRONG_PASSWORD: () => 'Das Passwort stimmt nicht.',
    INVALID_INPUT: ({ issues }) => issues[0]?.message ?? 'Das lässt sich nicht speichern.',
    UNAUTHENTICATED: () => 'Deine Sitzung ist zu Ende. Melde dich an und versuch es noch einmal.',
    SCOPE_MISSING: () => 'Das darfst du nicht.',
    ORIGIN_REFUSED: () =>
      'Der Server kennt diese Adresse nicht als seine eigene. Öffne ihn so, wie es dir sein Betreiber gesagt hat.',
    RATE_LIMITED: ({ retryAfter }) => `Das war viel auf einmal. Versuch es in ${wait(retryAfter)} noch einmal.`,
    UNAVAILABLE: () => 'Der Server kann gerade nicht antworten.',
    PROCEDURE_NOT_FOUND: () => 'Der Server weiß nicht, wie das geht. Lade die Seite neu.',
    METHOD_NOT_SUPPORTED: () => 'Der Server nimmt das nicht an. Lade die Seite neu.',
    REQUEST_TIMEOUT: () => 'Es hat zu lange gedauert, bis das beim Server war. Versuch es noch einmal.',
    PAYLOAD_TOO_LARGE: () => 'Das ist zu groß zum Senden.',
    UNSUPPORTED_MEDIA_TYPE: () => 'Der Server nimmt das nicht an. Lade die Seite neu.',
    INTERNAL: () => 'Bei uns ist etwas schiefgegangen.',
  },
};
