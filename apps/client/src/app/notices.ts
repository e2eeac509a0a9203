/** A short message at the foot of the page, perhaps with one thing to do about it. */
export interface Notice {
  text: string;
  /** What it is about, e.g. a task's title; cut where it is too long. */
  about?: string;
  action?: { label: string; run: () => void };
}

/** Where notices are handed in; what shows them is loaded later and takes what has waited. */
export interface Notices {
  show(notice: Notice): void;
  /** Takes every notice from now on, first those that waited. Answers with how to stop. */
  take(listener: (notice: Notice) => void): () => void;
}

/** Makes the page's notices. */
export function createNotices(): Notices {
  let listener: ((notice: Notice) => void) | null = null;
  const waiting: Notice[] = [];
  return {
    show: (notice) => (listener ? listener(notice) : void waiting.push(notice)),
    take: (next) => {
      listener = next;
      for (const notice of waiting.splice(0)) next(notice);
      return () => {
        listener = null;
      };
    },
  };
}
