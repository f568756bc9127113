/** Gives the desk's keys their commands while it is on screen, and names them in the key sheet. */
import { onBeforeUnmount, onMounted } from 'vue'
import { useI18n } from 'vue-i18n'
import { useKeyGroup } from '@/app/commands'
import { commandOf, shortcuts, type Command } from '../shortcuts'

const TYPING = 'input, textarea, select, [contenteditable]'
const CONTROL = 'button, a, [role=menuitem], [role=option], [role=radio]'
const OVERLAY = '[role=dialog], [role=menu]'

export function useDeskKeys(run: Record<Command, () => void>) {
  const { t } = useI18n()
  useKeyGroup(() => ({
    title: t('desk.title'),
    keys: [
      ...shortcuts.map(({ command, keys }) => ({ keys, text: t(`desk.shortcut.${command}`) })),
      { keys: '/', text: t('canned.key') },
    ],
  }))

  function press(event: KeyboardEvent) {
    if (event.defaultPrevented) return
    const target = event.target as Element
    const command = commandOf(event, {
      typing: target.matches?.(TYPING) ?? false,
      control: target.matches?.(CONTROL) ?? false,
      overlay: document.querySelector(OVERLAY) !== null,
    })
    if (!command) return
    event.preventDefault()
    run[command]()
  }

  onMounted(() => document.addEventListener('keydown', press))
  onBeforeUnmount(() => document.removeEventListener('keydown', press))
}
