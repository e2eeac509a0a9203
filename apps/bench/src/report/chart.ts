import type { Report } from './report.ts';
export function formatChart(_report: Report): string {
  return '<svg/>';
}
