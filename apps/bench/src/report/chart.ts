import { ceilings, type Report, type Row } from './report.ts';

/** Draws the calls per second of all rows as bars, a group for each work, with the plain ceiling as 1. Has a background of its own. */
export function formatChart(report: Report): string {
  const works = report.works.filter(({ rows }) => rows.length > 0);
  const bars = works.flatMap(({ rows }) => relative(rows));
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const parts: string[] = [];
  let y = top;
  for (const { title, rows } of works) {
    parts.push(text({ x: margin, y: y + 14, content: title, weight: 600 }));
    y += 22;
    for (const bar of relative(rows)) {
      parts.push(draw(bar, y, most));
      y += barStep;
    }
    y += 12;
  }
  const height = y + 34;
  const one = barsAt + barsWidth / most;
  const line = `<line x1="${one}" x2="${one}" y1="${top}" y2="${y - 8}" stroke="${colors.ink}" stroke-dasharray="3 3" opacity="0.6"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12">
<title>${escaped(heading(report))}</title>
<rect width="${width}" height="${height}" rx="8" fill="${colors.paper}"/>
${text({ x: margin, y: 30, content: heading(report), weight: 600, size: 16 })}
${text({ x: margin, y: 50, content: explanation(report), color: colors.pale })}
${legend()}
${line}
${parts.join('\n')}
${text({ x: margin, y: height - 14, content: footnote(report), color: colors.pale })}
</svg>
`;
}

const [width, margin, top, barStep] = [880, 24, 96, 19];
const [barsAt, barsWidth] = [290, 440];

const colors = {
  paper: '#ffffff',
  ink: '#1f2430',
  pale: '#5b6472',
  ours: '#0f766e',
  ceiling: '#9aa3b2',
  peer: '#c2751b',
} as const;

interface Bar {
  readonly row: Row;
  readonly value: number;
}

/** The rows of a work with their length: of plain, or of the fastest where plain has no row. */
function relative(rows: readonly Row[]): Bar[] {
  const plain = rows.find(({ contender }) => contender === ceilings.plain);
  const one = (plain?.callsPerSecond ?? { median: Math.max(...rows.map((row) => row.callsPerSecond.median)) }).median;
  return rows.map((row) => ({ row, value: row.callsPerSecond.median / one }));
}

function draw({ row, value }: Bar, y: number, most: number): string {
  const length = Math.max(1, (value / most) * barsWidth);
  const rate = Math.round(row.callsPerSecond.median).toLocaleString('en');
  return [
    text({ x: barsAt - 10, y: y + 11, content: row.title, anchor: 'end' }),
    `<rect x="${barsAt}" y="${y}" width="${length.toFixed(1)}" height="14" rx="2" fill="${colors[row.kind]}"/>`,
    text({
      x: barsAt + length + 8,
      y: y + 11,
      content: `${value.toFixed(2)}  (${rate}/s)`,
      color: colors.pale,
      halo: true,
    }),
  ].join('');
}

function heading({ database }: Report): string {
  return `Calls per second on ${database === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`;
}

function explanation({ works }: Report): string {
  const plain = works.some(({ rows }) => rows.some(({ contender }) => contender === ceilings.plain));
  return plain
    ? 'Longer is better. 1 is the plain ceiling: node:http and the driver, as a good engineer writes them in an afternoon.'
    : 'Longer is better. 1 is the fastest.';
}

function footnote({ machine, rounds, at }: Report): string {
  return `${at.slice(0, 10)}, ${machine.processor}, Node.js ${machine.node}; medians of ${rounds.count} rounds of ${rounds.seconds} s`;
}

function legend(): string {
  const entries = [
    ['ours', 'Typedo'],
    ['ceiling', 'ceilings'],
    ['peer', 'peers'],
  ] as const;
  return entries
    .map(([kind, name], index) => {
      const x = margin + index * 90;
      return `<rect x="${x}" y="66" width="12" height="12" rx="2" fill="${colors[kind]}"/>${text({ x: x + 18, y: 76, content: name })}`;
    })
    .join('');
}

interface Text {
  readonly x: number;
  readonly y: number;
  readonly content: string;
  readonly weight?: number;
  readonly size?: number;
  readonly color?: string;
  readonly anchor?: 'end';
  /** Whether lines behind it end before it. */
  readonly halo?: boolean;
}

function text({ x, y, content, weight = 400, size = 12, color = colors.ink, anchor, halo }: Text): string {
  const end = anchor ? ` text-anchor="${anchor}"` : '';
  const edge = halo ? ` stroke="${colors.paper}" stroke-width="4" paint-order="stroke"` : '';
  return `<text x="${Number(x.toFixed(1))}" y="${y}" fill="${color}" font-size="${size}" font-weight="${weight}"${end}${edge}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
