import type { AccountTexts } from './en-account.ts';
import { counting } from './de-counting.ts';

// Every word of the account's pages, in German.
const { count, days } = counting;

/** The words of the account's pages. */
export const accountTexts: AccountTexts = {
  nav: 'Konto',
  back: 'Zurück zu deinen Aufgaben',
  loading: 'Wird geladen …',
  again: 'Noch einmal versuchen',
  cancel: 'Abbrechen',
  ago: (since) => days(-since),
  ahead: days,

  sessions: {
    title: 'Sitzungen',
    lead: 'Die Browser und Programme, die bei deinem Konto angemeldet sind. Wann sie zuletzt benutzt wurden, wird einmal am Tag vermerkt.',
    listed: 'Sitzungen',
    notLoaded: 'Deine Sitzungen konnten nicht geladen werden.',
    current: 'Diese hier',
    device: (browser, system) =>
      browser && system ? `${browser} auf ${system}` : browser || system || 'Ein unbekanntes Gerät',
    used: (ago) => `Zuletzt benutzt ${ago}`,
    began: (date) => `Angemeldet am ${date}`,
    address: (address) => `von ${address} aus`,
    end: 'Abmelden',
    endOf: (device) => `Abmelden: ${device}`,
    ending: 'Abmeldung …',
    ended: (device) => `Abgemeldet: ${device}`,
    alone: 'Du bist sonst nirgends angemeldet.',
    endOthers: 'Überall sonst abmelden',
    endOthersTitle: 'Überall sonst abmelden?',
    endOthersText: (n) =>
      `${count(n, 'andere Sitzung endet', 'andere Sitzungen enden')} in wenigen Sekunden. Hier bleibst du angemeldet. API-Schlüssel gelten weiter.`,
    endedOthers: (n) => (n === 0 ? 'Es gab keine andere Sitzung.' : `${count(n, 'Sitzung', 'Sitzungen')} beendet.`),
  },

  keys: {
    title: 'API-Schlüssel',
    lead: 'Ein Programm mit einem Schlüssel arbeitet mit deinen Aufgaben, so weit die Rechte des Schlüssels reichen. An dein Konto kommt es nie.',
    listed: 'API-Schlüssel',
    notLoaded: 'Deine API-Schlüssel konnten nicht geladen werden.',
    emptyTitle: 'Noch keine Schlüssel',
    emptyText:
      'Leg für jedes Programm oder Gerät einen eigenen an. Dann kannst du ihn zurücknehmen, ohne die anderen anzurühren.',
    create: 'Neuer Schlüssel',
    createTitle: 'Neuer API-Schlüssel',
    scopesLabel: 'Was darf er?',
    scopes: {
      'tasks:read': {
        name: 'Aufgaben lesen',
        hint: 'Deine Aufgaben, ihren Verlauf und den Papierkorb sehen und Änderungen sofort mitbekommen.',
      },
      'tasks:write': {
        name: 'Aufgaben ändern',
        hint: 'Aufgaben hinzufügen, bearbeiten, abhaken, löschen und zurückholen.',
      },
    },
    expiryLabel: 'Wie lange gilt er?',
    expiry: { month: '30 Tage', quarter: '90 Tage', year: '1 Jahr', never: 'Ohne Ende' },
    expiryHint: (date) => `Bis zum ${date}. Danach gilt er von selbst nicht mehr.`,
    neverHint: 'Bis du ihn widerrufst. Für Programme, auf die du selbst achtgibst.',
    submit: 'Schlüssel anlegen',
    submitting: 'Wird angelegt …',
    madeTitle: 'Dein neuer Schlüssel',
    madeText: 'Kopiere ihn jetzt und verwahre ihn wie ein Passwort: Er wird nicht noch einmal angezeigt.',
    secret: 'Schlüssel',
    tryIt: 'Im Terminal ausprobieren',
    tryItText: 'Die Antwort sagt, wem der Schlüssel gehört und was er darf.',
    copy: 'Kopieren',
    copyOf: (what) => `Kopieren: ${what}`,
    copied: 'Kopiert',
    select:
      'Dein Browser lässt diese Seite nicht kopieren. Der Text ist jetzt markiert: Drück Strg C, auf einem Mac ⌘ C.',
    finish: 'Ist verwahrt',
    created: (date) => `Angelegt am ${date}`,
    used: (ago) => `Zuletzt benutzt ${ago}`,
    unused: 'Noch nie benutzt',
    expires: (date) => `Gilt bis zum ${date}`,
    expiresSoon: (ahead) => `Läuft ${ahead} ab`,
    never: 'Ohne Ende',
    expired: 'Abgelaufen',
    expiredOn: (date) => `Abgelaufen am ${date}`,
    revoke: 'Widerrufen',
    revokeOf: (name) => `Widerrufen: ${name}`,
    revoking: 'Wird widerrufen …',
    revokeTitle: (name) => `„${name}“ widerrufen?`,
    revokeText:
      'Programme, die ihn benutzen, werden in wenigen Sekunden abgewiesen. Das lässt sich nicht rückgängig machen.',
    removeText: 'Er ist abgelaufen und gilt nicht mehr. Er verschwindet nur aus dieser Liste.',
    revoked: (name) => `Widerrufen: ${name}`,
  },

  password: { tab: 'Passwort' },

  data: {
    title: 'Deine Daten',
    exportTitle: 'Export',
    exportText:
      'Alles, was von dir gespeichert ist, in Dateien, die auch andere Programme lesen. Verändert wird dabei nichts.',
    json: 'JSON herunterladen',
    jsonText:
      'Alles: Aufgaben und Papierkorb, jede Änderung, dein Konto, Sitzungen und Schlüssel. Keine Passwörter, nichts Geheimes.',
    csv: 'CSV herunterladen',
    csvText:
      'Die Aufgaben, auch die im Papierkorb, als Tabelle. Was eine Tabellenkalkulation für eine Formel halten könnte, bekommt einen Apostroph davor.',
    collecting: (tasks, changes) =>
      changes === 0
        ? `Bisher ${count(tasks, 'Aufgabe', 'Aufgaben')} …`
        : `Bisher ${count(tasks, 'Aufgabe', 'Aufgaben')} und ${count(changes, 'Änderung', 'Änderungen')} …`,
    begun: 'Deine Daten werden gesammelt …',
    ready: (file) => `${file} wird heruntergeladen.`,
    failed: 'Der Export ist nicht fertig geworden.',
    stopped: 'Export abgebrochen.',
    deleteTitle: 'Konto löschen',
    deleteText: 'Deine Aufgaben, Schlüssel und Sitzungen gehen mit, für immer.',
    deleteLink: 'Konto löschen …',
  },

  deletion: {
    title: 'Dein Konto löschen',
    lead: 'Das lässt sich nicht rückgängig machen, weder von dir noch von uns.',
    whatHappens: 'Was geschieht',
    steps: [
      'Du wirst auf allen Geräten abgemeldet, und kein API-Schlüssel gilt mehr.',
      'Alle Aufgaben, der Papierkorb, der Verlauf, Schlüssel und Sitzungen werden gelöscht, bei den meisten Konten in wenigen Augenblicken.',
      'Deine E-Mail-Adresse ist frei für ein neues Konto, das leer beginnt.',
      'Sicherungen, die der Betreiber dieses Servers aufbewahrt, ändern sich dadurch nicht.',
    ],
    exportTitle: 'Nimm vorher deine Daten mit',
    formTitle: 'Bestätigen',
    confirmation: (email) => `Gib zur Bestätigung ${email} ein`,
    submit: 'Endgültig löschen',
    submitting: 'Wird gelöscht …',
    back: 'Konto behalten',
    goneTitle: 'Dein Konto ist gelöscht',
    goneText: 'Alles darin ist weg. Danke, dass du hier warst.',
    goneLink: 'Mit einem leeren Konto neu anfangen',
  },
};
