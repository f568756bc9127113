/** Buyers' words in the reader's language, under the message they were said in; only for as long as the desk is open. */
import { computed, inject, onScopeDispose, provide, reactive, type InjectionKey } from 'vue'
import { locale } from '@/app/locale'
import type { Message } from '@/live/model'
import { write } from '@/live/llm'
import { troubleWords } from './troubleWords'
import { useAbilities } from './useWriter'

export interface Translation {
  step: 'writing' | 'done' | 'failed'
  /** The translation as far as it is known, or why there is none. */
  text: string
}

function loadTranslations(mayUse: () => boolean) {
  const { data: abilities } = useAbilities()
  const byMessage = reactive(new Map<string, Translation>())
  const running = new Map<string, AbortController>()
  const offered = computed(() => mayUse() && (abilities.value ?? []).includes('translate'))

  async function translate(message: Message) {
    if (running.has(message.id)) return
    const stop = new AbortController()
    running.set(message.id, stop)
    const show = (step: Translation['step'], text: string) =>
      void byMessage.set(message.id, { step, text })
    show('writing', '')
    try {
      const wish = {
        task: 'translate_message' as const,
        message_seq: message.seq,
        locale: locale.value,
      }
      const tell = (text: string) => show('writing', text)
      const { text } = await write(message.conversation_id, wish, tell, stop.signal)
      show('done', text)
    } catch (error) {
      if (!stop.signal.aborted) show('failed', troubleWords(error))
    } finally {
      running.delete(message.id)
    }
  }

  function putAway(message: Message) {
    running.get(message.id)?.abort()
    byMessage.delete(message.id)
  }

  onScopeDispose(() => running.forEach((stop) => stop.abort()))
  return { of: (message: Message) => byMessage.get(message.id), offered, translate, putAway }
}

export type Translations = ReturnType<typeof loadTranslations>
const translationsKey: InjectionKey<Translations> = Symbol('translations')

export function provideTranslations(mayUse: () => boolean) {
  provide(translationsKey, loadTranslations(mayUse))
}

export const useTranslations = () => inject(translationsKey)!
