import { listen, readSettings } from '../../program.ts';
import { createHonoServer } from '../hono-server.ts';
import { openKysely } from '../kysely/open.ts';

const settings = readSettings(process.env);
listen(createHonoServer(openKysely(settings)), settings.port);
