import { Refused } from '@zhanggui/api'
import { MutationCache, QueryCache, QueryClient } from '@tanstack/vue-query'

/** A request that was refused is refused again: only what may pass is tried again. */
const retry = (count: number, error: unknown) => !(error instanceof Refused) && count < 2

export function createQueries(signedOut: () => void) {
  const onError = (error: unknown) => {
    if (error instanceof Refused && error.problem.code === 'unauthorized') signedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // Events keep what is shown current; asking again on focus would only repeat them.
      queries: { retry, staleTime: 30_000, refetchOnWindowFocus: false },
    },
  })
}
