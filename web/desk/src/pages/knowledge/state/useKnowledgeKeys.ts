/** The page's keys while it is on screen, named in the key sheet. */
import { onBeforeUnmount, onMounted } from 'vue'
import { useI18n } from 'vue-i18n'
import { useKeyGroup } from '@/app/commands'
import { modifier } from '@/app/palette/keys'
import { commandOf, type Command } from './keys'

const TYPING = 'input, textarea, select, [contenteditable]'
const OVERLAY = '[role=dialog], [role=menu]'

export function useKnowledgeKeys(run: Record<Command, () => void>) {
  const { t } = useI18n()
  useKeyGroup(() => ({
    title: t('app.place.knowledge'),
    keys: [
      { keys: 'J', text: t('knowledge.key.next') },
      { keys: 'K', text: t('knowledge.key.previous') },
      { keys: '/', text: t('knowledge.key.search') },
      { keys: 'N', text: t('knowledge.key.create') },
      { keys: `${modifier} S`, text: t('knowledge.key.save') },
      { keys: 'Esc', text: t('knowledge.key.back') },
    ],
  }))

  function press(event: KeyboardEvent) {
    if (event.defaultPrevented) return
    const command = commandOf(event, {
      typing: (event.target as Element).matches?.(TYPING) ?? false,
      overlay: document.querySelector(OVERLAY) !== null,
    })
    if (!command) return
    event.preventDefault()
    run[command]()
  }

  onMounted(() => document.addEventListener('keydown', press))
  onBeforeUnmount(() => document.removeEventListener('keydown', press))
}
