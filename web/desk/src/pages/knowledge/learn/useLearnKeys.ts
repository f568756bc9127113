/** The page's keys while it is on screen, named in the key sheet. */
import { onBeforeUnmount, onMounted } from 'vue'
import { useI18n } from 'vue-i18n'
import { useKeyGroup } from '@/app/commands'
import { commandOf, type Command } from './keys'

const TYPING = 'input, textarea, select, [contenteditable]'
const OVERLAY = '[role=dialog], [role=menu]'

export function useLearnKeys(run: Record<Command, () => void>) {
  const { t } = useI18n()
  useKeyGroup(() => ({
    title: t('knowledge.learn.title'),
    keys: [
      { keys: 'J', text: t('knowledge.learn.key.next') },
      { keys: 'K', text: t('knowledge.learn.key.previous') },
      { keys: 'A', text: t('knowledge.learn.key.answer') },
      { keys: 'X', text: t('knowledge.learn.key.dismiss') },
      { keys: 'Esc', text: t('knowledge.learn.key.back') },
    ],
  }))

  function press(event: KeyboardEvent) {
    if (event.defaultPrevented) return
    const target = event.target as HTMLElement
    // A checkbox takes no letters.
    const typing = target.matches?.(TYPING) && !target.matches('input[type=checkbox]')
    const command = commandOf(event, { typing, overlay: document.querySelector(OVERLAY) !== null })
    if (!command) return
    event.preventDefault()
    run[command]()
  }

  onMounted(() => document.addEventListener('keydown', press))
  onBeforeUnmount(() => document.removeEventListener('keydown', press))
}
