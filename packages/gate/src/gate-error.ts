/** What the gate cannot work with, in a sentence for whoever runs it. */
export class GateError extends Error {}
