import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult, Tool } from '@modelcontextprotocol/sdk/types.js';
import { task, type Details, type Reason, type Task } from '@typedo/contract';

/** An agent program that is connected to a server: the protocol's own client. */
export interface Agent extends AsyncDisposable {
  readonly client: Client;
  tools(): Promise<Tool[]>;
  /** Calls a tool. The client checks what comes against the output's schema, of refusals too. */
  call(name: string, args?: Record<string, unknown>): Promise<CallToolResult>;
  /** Calls a tool that answers a task. */
  task(name: string, args?: Record<string, unknown>): Promise<Task>;
}

/** The ways to a server. */
export const transports = { http: agentOverHttp, stdio: agentOverStdio };

/** Connects over HTTP, with these headers beside the key's. */
export function agentOverHttp(url: string, apiKey: string, headers: Record<string, string> = {}): Promise<Agent> {
  const requestInit = { headers: { authorization: `Bearer ${apiKey}`, ...headers } };
  return connect(new StreamableHTTPClientTransport(new URL('/mcp', url), { requestInit }));
}

/** Starts the program as an agent program does, and connects to it. */
function agentOverStdio(url: string, apiKey: string): Promise<Agent> {
  const env = { TYPEDO_URL: url, TYPEDO_API_KEY: apiKey };
  return connect(new StdioClientTransport({ command: process.execPath, args: [stdioProgram], env, stderr: 'pipe' }));
}

/** The program behind `pnpm mcp`. */
export const stdioProgram = fileURLToPath(new URL('../../../../packages/mcp/src/stdio/main.ts', import.meta.url));

async function connect(transport: StreamableHTTPClientTransport | StdioClientTransport): Promise<Agent> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  await client.listTools(); // from now on it checks what comes
  const call: Agent['call'] = async (name, args = {}) =>
    (await client.callTool({ name, arguments: args })) as CallToolResult; // what it is of a tool that is no background task
  return {
    client,
    call,
    tools: async () => (await client.listTools()).tools,
    async task(name, args) {
      const result = await call(name, args);
      return task.parse(result.structuredContent, { error: () => textsOf(result).join('\n') });
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** The texts of a result. */
export function textsOf({ content }: CallToolResult): string[] {
  return content.map((part) => (part.type === 'text' ? part.text : part.type));
}

/** Why a call was refused, as its result says in JSON. */
export function refusalIn<R extends Reason>(
  result: CallToolResult,
): { reason: R; details: Details<R>; message: string } {
  return JSON.parse((result.isError && textsOf(result)[1]) || 'It was not refused');
}
