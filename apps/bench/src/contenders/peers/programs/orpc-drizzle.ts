import { listen, readSettings } from '../../program.ts';
import { openDrizzle } from '../drizzle/open.ts';
import { createOrpcServer } from '../orpc-server.ts';

const settings = readSettings(process.env);
listen(createOrpcServer(openDrizzle(settings)), settings.port);
