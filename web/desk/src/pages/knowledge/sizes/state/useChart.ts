/** One chart being written. What a colleague changed meanwhile is never overwritten without being seen. */
import { Refused } from '@zhanggui/api'
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { createChart, deleteChart, keys, replaceChart, showChart, type Read } from '@/app/sizes'
import { tell } from '@/app/problems'
import { contentOf, formOf, isSame, type Form } from './form'
import { copy, drafts, NEW } from './drafts'

export function useChart(id: string, begin: () => Form) {
  const cache = useQueryClient()
  const isNew = id === NEW
  const query = useQuery({
    queryKey: keys.chart(id),
    queryFn: () => showChart(id),
    enabled: !isNew,
    staleTime: 0,
  })
  const form = ref<Form | null>(null)
  const base = shallowRef<{ tag: string; form: Form } | null>(null)
  /** What a colleague made of it meanwhile. */
  const theirs = shallowRef<Read | null>(null)
  const busy = ref(false)
  const fault = ref<{ field: string | null; text: string } | null>(null)
  const dirty = computed(
    () =>
      form.value !== null && base.value !== null && (isNew || !isSame(form.value, base.value.form)),
  )

  function settle(read: Read) {
    base.value = { tag: read.tag, form: formOf(read.chart) }
    form.value = formOf(read.chart)
    theirs.value = null
    fault.value = null
  }

  function open(start: { tag: string; form: Form }) {
    const draft = drafts.get(id)
    base.value = draft ? { tag: draft.tag, form: draft.base } : start
    form.value = copy(draft?.form ?? start.form)
  }

  function adopt(read: Read) {
    if (!base.value) open({ tag: read.tag, form: formOf(read.chart) })
    if (read.tag === base.value!.tag) return
    if (!dirty.value) settle(read)
    else theirs.value = read
  }
  watch(query.data, (read) => read && adopt(read), { immediate: true })
  if (isNew) open({ tag: '', form: begin() })

  function remember() {
    const known = base.value
    if (form.value && known && dirty.value)
      drafts.set(id, { tag: known.tag, base: known.form, form: copy(form.value) })
    else drafts.delete(id)
  }
  const warn = (event: BeforeUnloadEvent) => dirty.value && event.preventDefault()
  addEventListener('beforeunload', warn)
  onBeforeUnmount(() => {
    removeEventListener('beforeunload', warn)
    remember()
  })

  /** The chart as it is now, or nothing where it was refused. */
  async function save(): Promise<Read | null> {
    if (busy.value || !form.value || !base.value) return null
    busy.value = true
    fault.value = null
    try {
      const content = contentOf(form.value)
      const read = await (isNew ? createChart(content) : replaceChart(id, base.value.tag, content))
      settle(read)
      if (isNew) base.value = form.value = null
      drafts.delete(id)
      cache.setQueryData(keys.chart(read.chart.id), read)
      void cache.invalidateQueries({ queryKey: keys.charts })
      void cache.invalidateQueries({ queryKey: keys.advice(read.chart.id) })
      return read
    } catch (error) {
      if (error instanceof Refused && error.problem.code === 'size_chart_changed')
        theirs.value = await showChart(id)
      else {
        const { field, text } = tell(error)
        fault.value = { field, text }
      }
      return null
    } finally {
      busy.value = false
    }
  }

  return {
    query,
    form,
    dirty,
    theirs,
    busy,
    fault,
    isNew,
    save,
    /** Back to what is saved; a new chart is not there any more. */
    discard() {
      drafts.delete(id)
      if (isNew) base.value = form.value = null
      else if (query.data.value) settle(query.data.value)
    },
    takeTheirs: () => theirs.value && settle(theirs.value),
    async keepMine() {
      if (!theirs.value) return null
      base.value = { tag: theirs.value.tag, form: formOf(theirs.value.chart) }
      theirs.value = null
      return save()
    },
    async remove() {
      await deleteChart(id)
      base.value = form.value = null
      drafts.delete(id)
      await cache.invalidateQueries({ queryKey: keys.charts })
    },
  }
}
