import { QueryClient } from '@tanstack/react-query';
import { appErrorOf } from '#contract/app-error-of';

/** The cache of what the app's core answered. The core is on this computer, so the browser's idea of "offline" does not count. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 2000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 1 && appErrorOf(error).retry,
      retryDelay: 800,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
