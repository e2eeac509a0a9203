import type { Call, HttpRequest, Protocol } from '../contender.ts';

/** REST: the answer's body is the content. Several tasks by their ids cannot be asked for. */
export const honoProtocol: Protocol = {
  request,
  content: (_call, body) => JSON.parse(body) as unknown, // any content: the bench compares it
};

function request(call: Call): HttpRequest | null {
  switch (call.name) {
    case 'ping':
      return { method: 'GET', path: '/me' };
    case 'list':
      return { method: 'GET', path: `/tasks?limit=${call.limit}` };
    case 'search':
      return { method: 'GET', path: `/tasks/search?${query({ search: call.search, limit: String(call.limit) })}` };
    case 'byId':
      return { method: 'GET', path: `/tasks/${call.id}` };
    case 'batch':
      return null;
    case 'create':
      return write('POST', '/tasks', { title: call.title, description: call.description });
    case 'update':
      return write('PATCH', `/tasks/${call.id}`, { title: call.title });
    case 'push':
      return write('POST', '/tasks/many', { tasks: call.tasks });
    case 'pull':
      return { method: 'GET', path: `/tasks/all?limit=${call.limit}` };
  }
}

function query(parameters: Record<string, string>): string {
  return new URLSearchParams(parameters).toString();
}

function write(method: 'POST' | 'PATCH', path: string, input: object): HttpRequest {
  return { method, path, body: JSON.stringify(input) };
}
