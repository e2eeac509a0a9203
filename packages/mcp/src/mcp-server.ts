import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';
import { contractVersion } from '@typedo/contract';
import { createListing } from './listing.ts';
import type { Caller } from './outcome.ts';
import { resultOf } from './results.ts';
import { toolOf, tools } from './tools.ts';

/** What an agent is told before it uses a tool. */
const instructions = `The tasks of one person. A deleted task is in the trash, from which restore_task takes it.
A call that is refused says why, first by a word such as TASK_NOT_FOUND, and changed nothing.`;

/** Makes the function that makes a server of the protocol, for one caller over one transport. */
export function createMcpServers(): (caller: Caller) => McpServer {
  const list = createListing();
  return (caller) => {
    const mcp = new McpServer(
      { name: 'typedo', title: 'Typedo', version: contractVersion },
      { capabilities: {}, instructions, jsonSchemaValidator: noValidator },
    );
    // The library's own list and calls would check inputs by themselves, and refuse them without a reason.
    mcp.server.registerCapabilities({ tools: {} });
    mcp.server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: list(await caller.scopes()) }));
    mcp.server.setRequestHandler(CallToolRequestSchema, ({ params: { name, arguments: args = {} } }, { signal }) =>
      callTool(caller, { name, args, signal }),
    );
    return mcp;
  };
}

async function callTool(
  { call }: Caller,
  { name, args, signal }: { name: string; args: unknown; signal: AbortSignal },
): Promise<CallToolResult> {
  const tool = toolOf(name);
  if (!tool) {
    const names = tools.map((tool) => tool.name).join(', ');
    throw new McpError(ErrorCode.InvalidParams, `There is no such tool. There are ${names}.`);
  }
  const made = tool.toInput?.(args) ?? { input: args };
  return resultOf('refusal' in made ? made : await call(tool.procedure, made.input, signal));
}

/** The library makes one for answers of people, which nobody is asked for here: a compiler of schemas, for each request. */
const noValidator = {
  getValidator(): never {
    throw new Error('Nobody is asked');
  },
};
