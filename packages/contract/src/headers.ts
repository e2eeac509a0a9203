/**
 * The request header in which a caller may name the user that it means to be. A caller who turns out to be another is nobody: in a browser
 * another tab may have signed in as somebody else, whose cookie then goes with every request of this one.
 */
export const userIdHeader = 'typedo-user-id';

/** The response header with the id of a request. The server's log has the same id: whoever meets an error can tell it to the operator. */
export const requestIdHeader = 'x-request-id';
