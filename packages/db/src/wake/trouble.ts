/** Hears, in one line, what an operator may have to mend; `cause` is what was thrown when the line does not say it all. */
export type OnTrouble = (line: string, cause?: unknown) => void;

/** Says what goes wrong, once until it is over: what is tried again twice a second would fill the log. */
export interface Trouble {
  /** Says it, unless it was said already. `kind` is for what may be wrong in several ways. Whether it began with this. */
  begin(line: string, options?: { cause?: unknown; kind?: string }): boolean;
  /** It is over. Whether there was anything. */
  end(): boolean;
}

export function createTrouble(onTrouble: OnTrouble): Trouble {
  const said = new Set<string>();
  return {
    begin(line, { cause, kind = '' } = {}) {
      const begins = said.size === 0;
      if (!said.has(kind)) onTrouble(line, cause);
      said.add(kind);
      return begins;
    },
    end() {
      const was = said.size > 0;
      said.clear();
      return was;
    },
  };
}
