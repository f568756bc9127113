/** Colleagues and groups to choose from, while a menu is open. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { keys, listGroups } from '@/app/reception'
import { ago } from '@/app/time'
import type { SeenPresence } from '@/live/model'
import { useLoad } from '../state/useLoad'
import { usePeople } from '../state/usePeople'
import { colleaguesFor, type Colleague } from './colleagues'

export interface Whom extends Colleague {
  kind: 'colleague' | 'group' | 'queue'
}

/** What is no colleague has no colour, presence or load. */
export const place = (kind: 'group' | 'queue', key: string, label: string): Whom => ({
  kind,
  key,
  label,
  color: 0,
  presence: 'offline',
  state: '',
  load: 0,
})

export function useWhom(
  open: Ref<boolean>,
  words: () => string,
  except: () => { colleague: string | null; group?: string | null },
) {
  const people = usePeople()
  const { t } = useI18n()
  const load = useLoad(open)
  const groups = useQuery({ queryKey: keys.groups, queryFn: listGroups, enabled: open })

  /** `用餐 12 分钟前` for who is away, otherwise one word. */
  function stateOf({ presence, reason, since }: SeenPresence): string {
    const word = reason ?? t(`desk.presence.${presence}`)
    return presence === 'away' && since ? `${word} ${ago(since)}` : word
  }

  return computed((): Whom[] => {
    const colleagues = colleaguesFor(
      people.colleagues.value.map((person) => ({
        key: person.id,
        label: person.name,
        color: person.avatar_color,
        presence: people.presence(person.id),
        state: stateOf(people.seen(person.id)),
        load: load.value.get(person.id) ?? 0,
      })),
      { words: words(), except: except().colleague },
    )
    const needle = words().trim().toLowerCase()
    const named = (groups.data.value ?? [])
      .filter(({ id, name }) => id !== except().group && name.toLowerCase().includes(needle))
      .map(({ id, name }) => place('group', id, name))
    return [...colleagues.map((one): Whom => ({ ...one, kind: 'colleague' })), ...named]
  })
}
