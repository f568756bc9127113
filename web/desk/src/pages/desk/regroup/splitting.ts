/** Lets a message far below ask the open thread to begin a conversation of its own with it. */
import type { InjectionKey } from 'vue'
import type { Message } from '@/live/model'

export const splitting: InjectionKey<(from: Message) => void> = Symbol('splitting')
