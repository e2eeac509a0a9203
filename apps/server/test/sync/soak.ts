/**
 * How much a test does: `usual` in every run, `full` in a soak (`pnpm soak`), which takes hours. Only how often something is tried differs,
 * never what is tried.
 */
export function often(usual: number, full: number): number {
  return process.env['SOAK'] ? full : usual;
}
