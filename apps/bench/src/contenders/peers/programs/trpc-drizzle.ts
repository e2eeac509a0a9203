import { listen, readSettings } from '../../program.ts';
import { openDrizzle } from '../drizzle/open.ts';
import { createTrpcServer } from '../trpc-server.ts';

const settings = readSettings(process.env);
listen(createTrpcServer(openDrizzle(settings)), settings.port);
