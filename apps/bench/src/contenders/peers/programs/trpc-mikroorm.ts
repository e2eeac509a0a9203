import { listen, readSettings } from '../../program.ts';
import { openMikroOrm } from '../mikroorm/open.ts';
import { createTrpcServer } from '../trpc-server.ts';

const settings = readSettings(process.env);
listen(createTrpcServer(await openMikroOrm(settings)), settings.port);
