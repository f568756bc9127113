/** Many questions asked at once; the run on screen is in the address of the page. */
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import {
  askInBulk,
  forgetJob,
  keys,
  listJobs,
  listResults,
  showJob,
  type AskDecision,
  type Situation,
} from '@/app/knowledge'
import { attempt } from '@/app/useForm'
import { questionsOf } from './questions'

/** While somebody watches, a run is asked after this often. */
const LOOK_MS = 700
const underWay = (state: string | undefined) => state === 'waiting' || state === 'running'

export function useBench() {
  const route = useRoute()
  const router = useRouter()
  const cache = useQueryClient()
  const jobId = computed(() => (typeof route.query['job'] === 'string' ? route.query['job'] : ''))
  const text = ref('')
  const situation = shallowRef<Situation>({})
  const questions = computed(() => questionsOf(text.value))
  const starting = ref(false)
  const decision = ref<AskDecision | 'all'>('all')

  const jobs = useQuery({ queryKey: keys.jobs, queryFn: listJobs })
  const job = useQuery({
    queryKey: computed(() => [...keys.results(jobId.value), 'job']),
    queryFn: () => showJob(jobId.value),
    enabled: computed(() => jobId.value !== ''),
    refetchInterval: ({ state }) => (underWay(state.data?.state) ? LOOK_MS : false),
  })
  const running = computed(() => underWay(job.data.value?.state))
  const finished = computed(() => job.data.value !== undefined && !running.value)
  const results = useInfiniteQuery({
    queryKey: computed(() => [...keys.results(jobId.value), 'results']),
    queryFn: ({ pageParam, signal }) => listResults(jobId.value, pageParam, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: computed(() => jobId.value !== '' && finished.value),
    staleTime: Infinity,
  })
  // All of them: the filter looks at every one.
  watch([results.hasNextPage, results.isFetching], ([more, busy]) => {
    if (more && !busy && !results.isError.value) void results.fetchNextPage()
  })
  watch(
    running,
    (now, before) =>
      before && !now && cache.invalidateQueries({ queryKey: keys.jobs, exact: true }),
  )

  const all = computed(() => results.data.value?.pages.flatMap((page) => page.items) ?? [])
  const shown = computed(() =>
    decision.value === 'all'
      ? all.value
      : all.value.filter((one) => one.decision === decision.value),
  )

  async function start() {
    if (starting.value || !questions.value.length) return
    starting.value = true
    const begun = await attempt(() => askInBulk(questions.value, situation.value))
    starting.value = false
    if (!begun) return
    decision.value = 'all'
    void cache.invalidateQueries({ queryKey: keys.jobs, exact: true })
    await router.push({ query: { job: begun.id } })
  }
  const show = (id: string) => void router.push({ query: id ? { job: id } : {} })
  async function forget(id: string) {
    await attempt(() => forgetJob(id))
    if (id === jobId.value) await router.replace({ query: {} })
    await cache.invalidateQueries({ queryKey: keys.jobs, exact: true })
  }

  return {
    jobId,
    text,
    situation,
    questions,
    starting,
    decision,
    jobs,
    job,
    running,
    results,
    all,
    shown,
    start,
    show,
    forget,
  }
}
