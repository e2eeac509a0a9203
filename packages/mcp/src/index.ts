export { createAnswerMcp, type AnswerMcp } from './answer-mcp.ts';
export { createListing } from './listing.ts';
export type { Caller, Outcome } from './outcome.ts';
export { procedureOf, tools, type Tool, type ToolProcedure } from './tools.ts';
