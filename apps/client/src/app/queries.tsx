import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import type { Session } from '../session/session.ts';
import { useServices } from './services.ts';

/** What its children ask the server for. Nothing of it outlives them: it is in no page that is another person's. */
export function Queries({ children }: { children: ReactNode }) {
  const { session } = useServices();
  const [queries] = useState(() => createQueries(session));
  useEffect(() => () => queries.clear(), [queries]);
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}

function createQueries(session: Session): QueryClient {
  const onError = (error: unknown) => session.heed(error);
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // The connection repeats what failed on the way; a refusal is not repeated.
      queries: { networkMode: 'always', retry: false, staleTime: 10_000 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
