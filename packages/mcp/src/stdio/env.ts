/** What the program is told by its environment. */
export interface Settings {
  readonly url: string;
  /** Undefined when none is set. */
  readonly apiKey: string | undefined;
}

/** Reads the settings: `TYPEDO_URL`, by default a server on this machine, and `TYPEDO_API_KEY`. */
export function readSettings(): Settings {
  const { TYPEDO_URL: url, TYPEDO_API_KEY: apiKey } = process.env;
  return { url: url || 'http://localhost:3000', apiKey: apiKey || undefined };
}
