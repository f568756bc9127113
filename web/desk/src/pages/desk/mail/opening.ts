/** Lets a message far below ask the open thread to show the mail it came in. */
import type { InjectionKey } from 'vue'
import type { Message } from '@/live/model'

export const openingMail: InjectionKey<(message: Message) => void> = Symbol('openingMail')
