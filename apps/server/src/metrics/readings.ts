import type { Registry } from '@prometheus-io/client';
import Counter from '@prometheus-io/client/lib/counter.js';
import Gauge from '@prometheus-io/client/lib/gauge.js';

/** Reads figures whenever somebody asks for them: nothing is kept up to date meanwhile. */
export interface Readings {
  /** What goes up and down. With several figures each has a name, which its label says. */
  gauge(this: void, name: string, help: string, read: () => number): void;
  gauges(this: void, name: string, help: string, label: string, read: () => Readonly<Record<string, number>>): void;
  /** What only grows. */
  counter(this: void, name: string, help: string, read: () => number): void;
}

/** Makes what adds readings to a registry. */
export function readingsOf(registry: Registry): Readings {
  const registers = [registry];
  return {
    gauge(this: void, name, help, read) {
      const gauge: Gauge = new Gauge({ name, help, registers, collect: () => gauge.set(read()) });
    },
    gauges(name, help, label, read) {
      const collect = () => {
        for (const [value, figure] of Object.entries(read())) gauge.set({ [label]: value }, figure);
      };
      const gauge = new Gauge<string>({ name, help, labelNames: [label], registers, collect });
    },
    counter(name, help, read) {
      const collect = () => {
        counter.reset();
        counter.inc(read());
      };
      const counter = new Counter({ name, help, registers, collect });
    },
  };
}
