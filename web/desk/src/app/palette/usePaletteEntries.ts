/** Everything the palette lists for what is typed, in groups. */
import { ListFilter, MessageSquareText } from '@lucide/vue'
import { computed, shallowRef, type Component, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import type * as Finder from '@/pages/settings/search/finder'
import { latestConversation } from '../api'
import { commands, type Command } from '../commands'
import { conversationPath } from '../deepLinks'
import { attempt } from '../useForm'
import { fitting, startsWith } from './match'
import { useFound } from './useFound'

export interface Entry {
  id: string
  title: string
  icon?: Component | undefined
  /** For an avatar in place of an icon. */
  seed?: string
  hint?: string
  keys?: string | undefined
  snippet?: { text: string; hit: boolean }[]
  run: () => unknown
}

interface Group {
  id: string
  title: string
  entries: Entry[]
}

const GROUPS: Command['group'][] = ['page', 'action', 'appearance']

export function usePaletteEntries(query: Ref<string>) {
  const { t } = useI18n()
  const router = useRouter()
  const { found, searching, failed } = useFound(query)
  const finder = shallowRef<typeof Finder>()
  void import('@/pages/settings/search/finder').then(
    (loaded) => (finder.value = loaded),
    () => undefined,
  )

  async function openCustomer(id: string, name: string) {
    const conversation = await attempt(() => latestConversation(id))
    if (conversation) await router.push(conversationPath(conversation))
    else await router.push({ path: '/search', query: { q: name, kind: 'customers' } })
  }

  const commandGroups = computed<Group[]>(() =>
    GROUPS.map((id) => ({
      id,
      title: t(`app.palette.group.${id}`),
      entries: fitting(
        commands.value.filter(({ group }) => group === id),
        query.value,
      ),
    })),
  )

  const foundGroups = computed<Group[]>(() => {
    if (!query.value.trim() || !found.value) return []
    const { customers, messages } = found.value
    return [
      {
        id: 'customers',
        title: t('app.palette.group.customers'),
        entries: customers.items.map(({ id, name, tier, email, phone }) => ({
          id: `customer-${id}`,
          title: name,
          seed: id,
          hint: tier ?? email ?? phone ?? '',
          run: () => openCustomer(id, name),
        })),
      },
      {
        id: 'messages',
        title: t('app.palette.group.messages'),
        entries: messages.items.map(({ message, conversation, snippet }) => ({
          id: `message-${message.id}`,
          title: message.text ?? '',
          icon: MessageSquareText,
          hint: conversation.customer.name,
          snippet,
          run: () => router.push(conversationPath(conversation, message.seq)),
        })),
      },
    ]
  })

  const settings = computed<Group>(() => ({
    id: 'settings',
    title: t('app.palette.group.setting'),
    entries: finder.value?.entries(query.value, router) ?? [],
  }))

  const all = computed<Group[]>(() => {
    const q = query.value.trim()
    const more: Group = {
      id: 'more',
      title: t('app.place.search'),
      entries: [
        {
          id: 'all-results',
          title: t('app.palette.all_results', { q }),
          icon: ListFilter,
          run: () => router.push({ path: '/search', query: { q } }),
        },
      ],
    }
    const named =
      q && [...commands.value, ...settings.value.entries].some((one) => startsWith(one, q))
    const meant = [...commandGroups.value, settings.value]
    const both = named ? [...meant, ...foundGroups.value] : [...foundGroups.value, ...meant]
    return q ? [...both, more] : both
  })

  return {
    groups: computed(() => all.value.filter((group) => group.entries.length)),
    searching,
    failed,
  }
}
