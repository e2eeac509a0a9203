/** What a session runs on, as far as the browser says. Empty words are what it does not say. */
export interface Device {
  readonly browser: string;
  readonly system: string;
  readonly handheld: boolean;
}

// Browsers name their relatives too, so the order counts.
const browsers: [name: string, mark: RegExp][] = [
  ['Edge', /\bEdg(e|A|iOS)?\//],
  ['Opera', /\b(OPR|Opera)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(HeadlessChrome|Chrome|Chromium|CriOS)\//],
  ['Safari', /\bVersion\/.*\bSafari\//],
];

const systems: [name: string, mark: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

/** Reads what a browser or program says about itself; a program is known by its own first word, such as `curl`. */
export function deviceOf(userAgent: string | null): Device {
  const text = userAgent ?? '';
  const system = nameIn(systems, text);
  const program = /^(?!Mozilla\b)[\w.-]{1,40}/.exec(text)?.[0] ?? '';
  return {
    browser: nameIn(browsers, text) || program,
    system,
    handheld: ['iPhone', 'iPad', 'Android'].includes(system),
  };
}

function nameIn(known: [name: string, mark: RegExp][], text: string): string {
  return known.find(([, mark]) => mark.test(text))?.[0] ?? '';
}
