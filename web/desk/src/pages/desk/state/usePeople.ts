/** Colleagues and inboxes by id, as names. Asked for once by the page, read by everything in it. */
import { useQuery } from '@tanstack/vue-query'
import { computed, inject, provide, type InjectionKey } from 'vue'
import { useI18n } from 'vue-i18n'
import { keys } from '@/live/keys'
import type { Presence, SeenPresence, Staff } from '@/live/model'
import { listInboxes, listStaff } from '@/live/requests'
import { useLive } from '@/live/store'

function loadPeople() {
  const { t, locale } = useI18n()
  const live = useLive()
  const staff = useQuery({ queryKey: keys.staff, queryFn: listStaff, staleTime: Infinity })
  const inboxes = useQuery({ queryKey: keys.inboxes, queryFn: listInboxes, staleTime: Infinity })
  const byId = computed(
    () => new Map((staff.data.value ?? []).map((person) => [person.id, person])),
  )
  const inboxById = computed(
    () => new Map((inboxes.data.value ?? []).map((inbox) => [inbox.id, inbox])),
  )

  const person = (id: string | null): Staff | undefined => (id ? byId.value.get(id) : undefined)
  const name = (id: string | null) => person(id)?.name ?? t('desk.event.somebody')
  const me = computed(() => live.me)

  return {
    me,
    person,
    name,
    names: (ids: readonly string[]) =>
      ids.length
        ? new Intl.ListFormat(locale.value, { type: 'conjunction' }).format(ids.map(name))
        : '',
    inbox: (id: string) => inboxById.value.get(id)?.name ?? '',
    channel: (id: string) => inboxById.value.get(id)?.channel,
    inboxes: computed(() => inboxes.data.value ?? []),
    colleagues: computed(() => [...byId.value.values()].filter((one) => one.active)),
    presence: (id: string): Presence =>
      live.presence.get(id)?.presence ?? person(id)?.presence ?? 'offline',
    /** How somebody is, why, and since when. */
    seen(id: string): SeenPresence {
      const known = person(id)
      const stored: SeenPresence = {
        id,
        presence: known?.presence ?? 'offline',
        reason: known?.presence_reason,
        since: known?.presence_since ?? undefined,
      }
      return live.presence.get(id) ?? stored
    },
  }
}

export type People = ReturnType<typeof loadPeople>
const peopleKey: InjectionKey<People> = Symbol('people')

export function providePeople(): People {
  const people = loadPeople()
  provide(peopleKey, people)
  return people
}

export const usePeople = () => inject(peopleKey)!
