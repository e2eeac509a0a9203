import type { Report, Row, WorkReport } from './report.ts';

/** Something that the bench is to show, and whether it did; null when it was not measured. */
export interface Goal {
  readonly text: string;
  readonly met: boolean | null;
  /** The figures that decide. */
  readonly shown: string;
}

/** The ratios that our own server is to reach, and its lead over every peer, against the figures of one run. */
export function goalsOf({ database, works }: Report): Goal[] {
  const ratios = floors(database).flatMap(({ work, plain, tuned }) => {
    const found = works.find((each) => each.work === work);
    if (!found) return [];
    const own = ours(found);
    return [
      ratioGoal(`${found.title}: at least ${plain} of plain`, own?.toPlain, plain),
      ratioGoal(`${found.title}: at least ${tuned} of tuned`, own?.toTuned, tuned),
    ];
  });
  return [...ratios, ...works.flatMap(aheadOfPeers)];
}

function floors(database: Report['database']) {
  // On SQLite one durable commit can be that of all who write at once.
  const write = { plain: database === 'sqlite' ? 2 : 1, tuned: 0.85 };
  return [
    { work: 'ping', plain: 0.75, tuned: 0.75 },
    { work: 'list-100', plain: 1, tuned: 0.9 },
    { work: 'list-large', plain: 1, tuned: 0.9 },
    { work: 'by-id', plain: 0.8, tuned: 0.7 },
    { work: 'create', ...write },
    { work: 'update', ...write },
  ];
}

function ratioGoal(text: string, ratio: number | null | undefined, floor: number): Goal {
  if (ratio === null || ratio === undefined) return { text, met: null, shown: 'not measured' };
  return { text, met: ratio >= floor, shown: ratio.toFixed(2) };
}

function aheadOfPeers(work: WorkReport): Goal[] {
  const peers = work.rows.filter(({ kind }) => kind === 'peer');
  const own = ours(work);
  if (!own || peers.length === 0) return [];
  const faster = peers.filter((peer) => peer.callsPerSecond.median >= own.callsPerSecond.median);
  const cheaper = peers.filter(
    (peer) => peer.serverCpu !== null && own.serverCpu !== null && peer.serverCpu <= own.serverCpu,
  );
  const shown = (behind: readonly Row[]) =>
    behind.length === 0 ? `of ${peers.length}` : `behind ${behind.map(({ title }) => title).join(', ')}`;
  return [
    { text: `${work.title}: more calls/s than every peer`, met: faster.length === 0, shown: shown(faster) },
    { text: `${work.title}: less CPU per call than every peer`, met: cheaper.length === 0, shown: shown(cheaper) },
  ];
}

function ours({ rows }: WorkReport): Row | undefined {
  return rows.find(({ kind }) => kind === 'ours');
}
