import { describe, expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

describe('the histogram', () => {
  it('tells quantiles within two percent, of microseconds as of minutes', () => {
    for (const unit of [0.01, 1, 1000]) {
      const histogram = new Histogram();
      for (let value = 1; value <= 1000; value++) histogram.add(value * unit);
      for (const part of [0.01, 0.5, 0.9, 0.99, 1]) {
        const exact = part * 1000 * unit;
        expect(Math.abs(histogram.quantile(part) / exact - 1)).toBeLessThan(0.02);
      }
    }
  });

  it('finds the one slow answer of a hundred only beyond the 99th', () => {
    const histogram = new Histogram();
    for (let count = 0; count < 99; count++) histogram.add(1);
    histogram.add(500);
    expect(histogram.count).toBe(100);
    expect(histogram.quantile(0.99)).toBeCloseTo(1, 1);
    expect(histogram.quantile(1)).toBeGreaterThan(450);
  });

  it('has no quantile when nothing was counted, and takes what is beyond its buckets', () => {
    expect(new Histogram().quantile(0.99)).toBe(0);
    const histogram = new Histogram();
    histogram.add(0);
    histogram.add(1e12);
    expect(histogram.quantile(0.5)).toBeLessThan(0.01);
    expect(histogram.quantile(1)).toBeGreaterThan(1e6);
  });
});
