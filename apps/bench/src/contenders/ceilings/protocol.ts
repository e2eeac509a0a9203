import type { Call, HttpRequest, Protocol } from '../contender.ts';

/** Plain HTTP and JSON, spoken by both ceilings; the content is the body, but for a pull, which also says where it ended. */
export const protocol: Protocol = {
  request(call) {
    switch (call.name) {
      case 'ping':
        return get('/ping');
      case 'list':
        return get(`/tasks?limit=${call.limit}`);
      case 'search':
        return get(`/tasks?limit=${call.limit}&search=${encodeURIComponent(call.search)}`);
      case 'byId':
        return get(`/tasks/${call.id}`);
      case 'batch':
        return get(`/batch?ids=${call.ids.join(',')}`);
      case 'create':
        return send('POST', '/tasks', { title: call.title, description: call.description });
      case 'update':
        return send('PATCH', `/tasks/${call.id}`, { title: call.title });
      case 'push':
        return send('POST', '/push', { tasks: call.tasks });
      case 'pull':
        return get(`/pull?limit=${call.limit}`);
    }
  },
  content(call: Call, body: string): unknown {
    const answer: unknown = JSON.parse(body);
    if (call.name !== 'pull') return answer;
    return (answer as { tasks: unknown }).tasks; // both ceilings answer a pull so
  },
};

const get = (path: string): HttpRequest => ({ method: 'GET', path });

const send = (method: 'POST' | 'PATCH', path: string, body: object): HttpRequest => ({
  method,
  path,
  body: JSON.stringify(body),
});
