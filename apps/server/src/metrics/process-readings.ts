import { contractVersion } from '@typedo/contract';
import { serviceVersion } from '../service-version.ts';
import type { Readings } from './readings.ts';

/** Adds the figures of the process, under the names that every program of Prometheus has for them, and which build it is. */
export function addProcessReadings({ gauge, gauges, counter }: Readings): void {
  const begun = Date.now() / 1000 - process.uptime();
  const version = serviceVersion();
  gauges('typedo_build_info', 'The version of the service; always 1.', 'version', () => ({ [version]: 1 }));
  gauges('typedo_contract_info', 'The version of the contract that it speaks; always 1.', 'version', () => ({
    [contractVersion]: 1,
  }));
  gauges('nodejs_version_info', 'The version of Node.js; always 1.', 'version', () => ({ [process.version]: 1 }));
  gauge('process_start_time_seconds', 'When the process began, in seconds since 1970.', () => begun);
  counter('process_cpu_user_seconds_total', 'Processor time in the program.', () => process.cpuUsage().user / 1e6);
  counter('process_cpu_system_seconds_total', 'Processor time in the system.', () => process.cpuUsage().system / 1e6);
  gauge('process_resident_memory_bytes', 'Memory of the process.', () => process.memoryUsage.rss());
  gauge('nodejs_heap_size_used_bytes', 'Memory of objects.', () => process.memoryUsage().heapUsed);
  gauge('nodejs_external_memory_bytes', 'Memory of buffers and the like.', () => process.memoryUsage().external);
}
