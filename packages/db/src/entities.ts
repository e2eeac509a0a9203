import type { EntitySchema } from '@mikro-orm/core';
import { accountEntities } from './account/index.ts';
import { RateLimit } from './account/rate-limit.entity.ts';
import { Closing } from './closing/closing.entity.ts';
import { Change } from './task/change.entity.ts';
import { Epoch } from './task/epoch.entity.ts';
import { Head } from './task/head.entity.ts';
import { Mutation } from './task/mutation.entity.ts';
import { Task } from './task/task.entity.ts';

/**
 * Every table of the service; one migration history holds them all. Their order matters: each behind those that it refers to, as backup and
 * restore go through them.
 */
export const entities: EntitySchema[] = [...accountEntities, Closing, Task, Head, Change, Mutation, Epoch, RateLimit];
