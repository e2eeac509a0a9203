import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { createMcpServers } from './mcp-server.ts';
import type { Caller } from './outcome.ts';

/**
 * Answers one POST of the protocol, whose body is `message`, for a caller who is known. Whatever is wrong with the message or the headers is
 * answered as the protocol says.
 */
export type AnswerMcp = (request: Request, message: unknown, caller: Caller) => Promise<Response>;

/** Makes the protocol's answers over HTTP: no session, one JSON answer to each request, and nothing that is kept between two. */
export function createAnswerMcp(): AnswerMcp {
  const serverFor = createMcpServers();
  return async (request, message, caller) => {
    await using owned = new AsyncDisposableStack();
    const server = serverFor(caller);
    owned.defer(() => server.close());
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    return await transport.handleRequest(request, { parsedBody: message }); // awaited, or it would be closed before
  };
}
