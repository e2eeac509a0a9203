export { createAnswerMcp, type AnswerMcp } from './answer-mcp.ts';
export { procedureOf, tools, type Tool, type ToolProcedure } from './tools.ts';
export type { Caller, Outcome } from './outcome.ts';
