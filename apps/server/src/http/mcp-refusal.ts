import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { TRPCError } from '@trpc/server';
import { refusalHeaders, shapeOf } from './refusal.ts';

/** Refuses a request of the agents' protocol before it is one of its messages: by the status, and by an error that belongs to no message. */
export function rpcRefusal(error: TRPCError): Response {
  const { code, message, data } = shapeOf(error);
  const headers = new Headers(refusalHeaders(error));
  if (data.reason === 'UNAUTHENTICATED') headers.set('www-authenticate', 'Bearer');
  if (data.reason === 'METHOD_NOT_SUPPORTED') headers.set('allow', 'POST');
  return Response.json(
    { jsonrpc: '2.0', id: null, error: { code, message, data: { reason: data.reason, details: data.details } } },
    { status: getHTTPStatusCodeFromError(error), headers },
  );
}
