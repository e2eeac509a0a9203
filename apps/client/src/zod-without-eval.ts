import { config } from 'zod';

// zod tries out whether it may compile code at run time. The content security policy forbids that, and reports the attempt.
// The question is asked when a schema is made, so this module is imported before the contract.
config({ jitless: true });
