import type { taskTexts as english } from './en-tasks.ts';
import { counting } from './de-counting.ts';

const { compact, count, number } = counting;

/** A title as it is, or how many tasks. */
const named = (what: string | number) => (typeof what === 'number' ? count(what, 'Aufgabe', 'Aufgaben') : what);

/** The words of the task page in German; a part of `texts`. */
export const taskTexts: typeof english = {
  tasks: {
    title: 'Aufgaben',
    list: 'Aufgaben',
    loading: 'Deine Aufgaben werden geladen …',
    add: 'Hinzufügen',
    addLabel: 'Aufgabe hinzufügen',
    addPlaceholder: 'Aufgabe hinzufügen',
    check: (title) => `Erledigt: ${title}`,
    edit: (title) => `Bearbeiten: ${title}`,
    delete: (title) => `Löschen: ${title}`,
    details: (title) => `Einzelheiten: ${title}`,
    restore: (title) => `Zurückholen: ${title}`,
    selectedRow: 'Ausgewählt',
    added: (what) => `Hinzugefügt: ${named(what)}`,
    checked: (what) => `Erledigt: ${named(what)}`,
    unchecked: (what) => `Wieder offen: ${named(what)}`,
    saved: (title) => `Gespeichert: ${title}`,
    deleted: (n) => (n === 1 ? 'In den Papierkorb gelegt' : `In den Papierkorb gelegt: ${named(n)}`),
    restored: (what) => `Zurückgeholt: ${named(what)}`,
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    undone: (text) => `Rückgängig gemacht. ${text}`,
    redone: (text) => `Wiederholt. ${text}`,
    nothingToUndo: 'Es gibt nichts rückgängig zu machen.',
    nothingToRedo: 'Es gibt nichts zu wiederholen.',
    dismiss: 'Schließen',
  },
  views: {
    label: 'Ansichten',
    open: 'Offen',
    done: 'Erledigt',
    all: 'Alle',
    trash: 'Papierkorb',
    count: number,
    shortCount: compact,
  },
  headings: { open: 'Aufgaben', done: 'Erledigt', all: 'Alle Aufgaben', trash: 'Papierkorb' },
  orders: {
    label: 'Reihenfolge',
    newest: 'Neueste zuerst',
    oldest: 'Älteste zuerst',
    recentlyUpdated: 'Zuletzt geändert',
    title: 'Nach Titel',
  },
  search: {
    label: 'Suche',
    placeholder: 'Suchen',
    clear: 'Suche leeren',
    found: (n) => (n === 0 ? 'Nichts gefunden.' : `${count(n, 'Aufgabe', 'Aufgaben')} gefunden.`),
  },
  empty: {
    nothing: {
      title: 'Noch nichts zu tun',
      text: 'Schreib auf, was dir als Nächstes in den Sinn kommt, und drück die Eingabetaste. Schon ist es gespeichert.',
    },
    allDone: { title: 'Alles erledigt', text: 'Alles auf deiner Liste ist abgehakt. Genieß den Rest des Tages.' },
    noneDone: {
      title: 'Noch nichts erledigt',
      text: 'Was du abhakst, bleibt hier liegen, so wie du es gelassen hast.',
    },
    noTrash: {
      title: 'Der Papierkorb ist leer',
      text: 'Was du löschst, bleibt 30 Tage hier und lässt sich zurückholen.',
    },
    notFound: {
      title: 'Nichts gefunden',
      text: 'In dieser Ansicht kommt das in keinem Titel und keiner Beschreibung vor.',
    },
    unreached: {
      title: 'Noch nicht geladen',
      text: 'Der Server antwortet nicht. Sobald er es tut, siehst du deine Aufgaben, und was du jetzt hinzufügst, bleibt erhalten.',
    },
    trashUnreached: {
      title: 'Der Papierkorb liegt auf dem Server',
      text: 'Du kannst hineinsehen, wenn du wieder verbunden bist. Was du inzwischen hier löschst, siehst du sofort.',
    },
  },
  firstMinute: {
    add: 'Drei Beispiele hinzufügen',
    keys: 'Tasten zeigen',
    examples: (keys) => [
      { title: 'Hak mich ab: mit meinem Kreis oder der Leertaste', description: null },
      { title: 'Ändere mich: drück meinen Titel oder E', description: null },
      {
        title: `Nimm alles zurück: mit ${keys('Mod+z')}, so oft du willst`,
        description: `${keys('Mod+k')} findet alles andere, was man hier tun kann.`,
      },
    ],
  },
  trashNote:
    'Der Server antwortet nicht: Was hier gelöscht und noch nicht gesendet wurde, ist zu sehen, der Rest kann fehlen.',
  selection: {
    label: 'Ausgewählte Aufgaben',
    count: (n) => `${number(n)} ausgewählt`,
    complete: 'Abhaken',
    reopen: 'Wieder öffnen',
    delete: 'Löschen',
    restore: 'Zurückholen',
    clear: 'Auswahl aufheben',
  },
  paste: {
    question: (n) => `${count(n, 'Aufgabe', 'Aufgaben')} hinzufügen?`,
    add: (n) => `${number(n)} hinzufügen`, // short: the question above it says of what
    more: (n) => `und ${number(n)} weitere`,
    cancel: 'Abbrechen',
  },
  status: {
    live: 'Auf dem neuesten Stand',
    loading: 'Wird geladen …',
    syncing: 'Wird gesendet …',
    offline: 'Offline',
    back: 'Wieder verbunden.',
    storage: 'Dieses Gerät kann Änderungen nicht behalten',
    waiting: (n) => count(n, 'wartet', 'warten'),
    refused: (n) => `${number(n)} abgelehnt`,
  },
  details: {
    label: (title) => `Einzelheiten zu ${title}`,
    close: 'Einzelheiten schließen',
    noDescription: 'Keine Beschreibung',
    added: 'Hinzugefügt',
    changed: 'Geändert',
    history: 'Verlauf',
    loading: 'Der Verlauf wird geladen …',
    failed: 'Der Verlauf liegt auf dem Server, und der antwortet nicht.',
    more: 'Frühere Änderungen anzeigen',
    kinds: { create: 'Hinzugefügt', update: 'Geändert', delete: 'In den Papierkorb gelegt', restore: 'Zurückgeholt' },
    completed: 'Erledigt',
    reopened: 'Wieder geöffnet',
    by: { session: 'im Browser', key: 'von einem Programm' },
    title: 'Titel',
    description: 'Beschreibung',
    bringBack: 'Wieder übernehmen',
    none: 'leer',
  },
  sessionOver: {
    title: 'Deine Sitzung ist zu Ende.',
    text: (n) =>
      n === 0
        ? 'Alles bleibt hier; melde dich an, dann geht es weiter.'
        : `Melde dich an, um ${count(n, 'Änderung', 'Änderungen')} zu senden.`,
    signIn: 'Anmelden',
  },
  commands: {
    title: 'Befehle',
    placeholder: 'Was möchtest du tun?',
    none: 'Diesen Befehl gibt es nicht.',
    close: 'Schließen',
    keysTitle: 'Tastenkürzel',
    groups: { tasks: 'Aufgaben', selection: 'Liste', views: 'Ansichten', help: 'Hilfe' },
    new: 'Aufgabe hinzufügen',
    search: 'Suchen',
    complete: 'Abhaken oder wieder öffnen',
    edit: 'Bearbeiten',
    details: 'Einzelheiten anzeigen',
    delete: 'Löschen',
    restore: 'Aus dem Papierkorb zurückholen',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    down: 'Nächste Aufgabe',
    up: 'Vorherige Aufgabe',
    extendDown: 'Nach unten auswählen',
    extendUp: 'Nach oben auswählen',
    select: 'Auswählen oder abwählen',
    selectAll: 'Alle auswählen',
    clear: 'Auswahl aufheben',
    show: (view) => `Anzeigen: ${view}`,
    palette: 'Alle Befehle',
    keys: 'Alle Tastenkürzel',
  },
};
