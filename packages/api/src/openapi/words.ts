import { limits, scope, type Scope } from '@typedo/contract';

/** What stands at the top of the document, in Markdown. */
export const intro = `Every call is plain JSON over HTTP: a query is a GET with its input as JSON in the URL, a mutation a POST with its input as
the body. An answer is \`{ "result": { "data": … } }\`, a refusal \`{ "error": … }\` with a reason and its details in \`error.data\`.

- **Who calls**: a program sends an API key as \`Authorization: Bearer tdo_…\`; keys are made under the account's settings. Whoever is signed in at
  this server in the same browser needs none: the page of the API sends the cookie of the session.
- **This document** is at [\`/openapi.json\`](/openapi.json), for programs that make clients from it.
- **Retries**: a write with a \`mutationId\`, a UUIDv7 of your choice, has one effect however often it is sent.
- **Batches**: up to ${limits.batch.max} calls of one kind go in one request, as \`/trpc/{procedures}\` says.
- **Limits**: a body has at most 1 MB, a URL 8,192 characters, an input 32 levels and 2,000 values. Who calls too often is told to wait by
  \`RATE_LIMITED\` and the header \`retry-after\`, in seconds.
- **Text and time**: lengths count Unicode code points; times are UTC, \`YYYY-MM-DDTHH:MM:SS.sssZ\`.
- **Faults**: every answer has an id in the header \`x-request-id\`; the operator's log has the same.`;

/** The groups of the procedures: what a path begins with. */
export const tags = [
  { name: 'task', description: 'Tasks, for whoever has no copy of them.' },
  { name: 'sync', description: 'How a program keeps a copy of all tasks in step.' },
  {
    name: 'account',
    description: 'Keys, sessions, export and deletion of the account: for a session alone, but for account.me.',
  },
  { name: 'batch', description: 'Many calls in one request.' },
];

/** Who answers questions. */
export const contact = { name: 'The operator of this server' };

/** Under which terms the code is. */
export const license = { name: 'MIT', identifier: 'MIT' };

const allows: Record<Scope, string> = {
  'tasks:read': 'every query of tasks, and the stream',
  'tasks:write': 'every change of tasks',
};

/** How a caller says who it is; `cookie` is the name of a session's cookie. */
export function securitySchemes(cookie: string) {
  const scopes = scope.options.map((name) => `- \`${name}\`: ${allows[name]}`).join('\n');
  return {
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      description: `An API key, which begins with \`tdo_\`. It has one or both of these scopes, which each operation names:\n\n${scopes}`,
    },
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: cookie,
      description:
        'The session of a person who signed in on a page of this server; the browser sends it by itself. It may do everything.',
    },
  } as const;
}
