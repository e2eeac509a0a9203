/** A short message at the foot of the page, perhaps with one thing to do about it. */
export interface Notice {
  text: string;
  /** What it is about, e.g. a task's title; cut where it is too long. */
  about?: string;
  action?: { label: string; run: () => void };
}

/** What shows notices. */
export interface Board {
  show(notice: Notice): void;
  /** Takes all away that are shown. */
  clear(): void;
}

/** Where notices are handed in; what shows them is loaded later and takes what has waited. */
export interface Notices extends Board {
  /** Hands every notice to a board from now on, first those that waited. Answers with how to stop. */
  take(board: Board): () => void;
}

/** Makes the page's notices. */
export function createNotices(): Notices {
  let board: Board | null = null;
  const waiting: Notice[] = [];
  return {
    show: (notice) => (board ? board.show(notice) : void waiting.push(notice)),
    clear: () => {
      waiting.length = 0;
      board?.clear();
    },
    take: (next) => {
      board = next;
      for (const notice of waiting.splice(0)) next.show(notice);
      return () => {
        board = null;
      };
    },
  };
}
