import { z } from 'zod';

const uuidv7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const uuid = () => z.string().regex(uuidv7, 'Invalid id: expected a UUIDv7 in lower case');

/** The id of a task: a UUIDv7 in lower case, chosen by the client or made by the server. */
export const taskId = uuid().meta({ id: 'TaskId' });

/**
 * Names one intended write, so that a retry has no second effect: a UUIDv7 in lower case. Its time tells the server how old
 * the intention is.
 */
export const mutationId = uuid().meta({ id: 'MutationId' });
