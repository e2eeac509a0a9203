export { createMemoryWakeUps, createSubscribers } from '../wake/wake-ups.ts';
export { fill, keyOf, type FilledAccount } from './filling.ts';
export { setupFirstSchema, type FirstPlace } from './first-schema.ts';
export { plansOf, type QueryPlan } from './plan-of.ts';
export { recordStatements, type Sent } from './recorded.ts';
export { readStatements } from './postgres-log.ts';
export {
  dialects,
  postgresLogFile,
  setupDatabase,
  setupPlace,
  type TestDatabase,
  type TestPlace,
} from './setup-database.ts';
export { setupStore, type TestStore } from './setup-store.ts';
export { setupTcpProxy, type TcpProxy } from './tcp-proxy.ts';
export { setupTransactionPooler, type TransactionPooler } from './transaction-pooler.ts';
