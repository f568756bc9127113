/** What is wrong with the tables while they are written: the server looks, once the writing pauses. */
import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { checkTables, keys } from '@/app/sizes'
import { misread, placed, type Fault } from './faults'
import { toTable, type Grid } from './grid'

const PAUSE_MS = 350

export function useFaults(grids: () => Grid[]) {
  const looked = shallowRef<Grid[]>([])
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    grids,
    (now) => {
      clearTimeout(timer)
      const look = () => (looked.value = JSON.parse(JSON.stringify(now)) as Grid[])
      if (looked.value.length) timer = setTimeout(look, PAUSE_MS)
      else look()
    },
    { deep: true, immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  const tables = computed(() => looked.value.map((grid) => toTable(grid).table))
  const misreads = computed(() => looked.value.map(misread))
  const query = useQuery({
    queryKey: computed(() => [...keys.charts, 'check', JSON.stringify(tables.value)]),
    queryFn: ({ signal }) => checkTables(tables.value, signal),
    enabled: computed(() => looked.value.length > 0 && misreads.value.flat().length === 0),
    staleTime: Infinity,
    gcTime: 0,
  })
  /** Of each table; edges that cannot be read come first, for nothing else can be told before. */
  return computed<Fault[][]>(() =>
    looked.value.map((grid, nth) => {
      if (misreads.value.flat().length) return misreads.value[nth]!
      return placed(query.data.value ?? [], nth, grid, toTable(grid).cells)
    }),
  )
}
