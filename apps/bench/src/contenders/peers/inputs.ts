import { limits } from '@typedo/contract';
import { z } from 'zod';

const title = z.string().min(limits.title.min).max(limits.title.max);
const description = z.string().max(limits.description.max).nullable();

/** A number of rows; `z.coerce`, since REST has it as text. */
const rows = z.coerce.number().int().min(1);

/** What the peers' procedures and routes take. */
export const inputs = {
  list: z.object({ limit: rows.max(limits.page.max) }),
  search: z.object({
    search: z.string().min(limits.search.min).max(limits.search.max),
    limit: rows.max(limits.page.max),
  }),
  byId: z.object({ id: z.uuid() }),
  create: z.object({ title, description }),
  title: z.object({ title }),
  update: z.object({ id: z.uuid(), title }),
  push: z.object({
    tasks: z
      .array(z.object({ id: z.uuid(), title, description }))
      .min(limits.push.min)
      .max(limits.push.max),
  }),
  pull: z.object({ limit: rows.max(limits.pull.max) }),
};
