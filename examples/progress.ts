const every = 100; // milliseconds between two drawings

/** Draws how far a load has come, on a terminal only: a log has no use for it. */
export function showProgress(out: NodeJS.WriteStream = process.stderr): {
  step: (shareOf: (done: number) => number) => void;
  end: () => void;
} {
  const start = performance.now();
  let done = 0;
  let drawn = 0;
  return {
    step(shareOf) {
      done += 1;
      const now = performance.now();
      if (!out.isTTY || now - drawn < every) return;
      drawn = now;
      const bar = '█'.repeat(Math.round(shareOf(done) * 20)).padEnd(20, '░');
      out.write(`\r${bar} ${done} done, ${Math.round((done / (now - start)) * 1000)} a second `);
    },
    end() {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
}
