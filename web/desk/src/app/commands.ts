/** What the palette can do. A page adds its own while it is open. */
import {
  computed,
  onScopeDispose,
  shallowReactive,
  toValue,
  type Component,
  type MaybeRefOrGetter,
} from 'vue'

export interface Command {
  id: string
  group: 'page' | 'action' | 'appearance'
  title: string
  /** Other words it is found by. */
  words?: string
  icon?: Component
  keys?: string
  run: () => void
}

/** A section of the sheet that `?` opens. */
export interface KeyGroup {
  title: string
  keys: { keys: string; text: string }[]
}

const commandSources = shallowReactive(new Set<MaybeRefOrGetter<Command[]>>())
const keySources = shallowReactive(new Set<MaybeRefOrGetter<KeyGroup>>())

export function useCommands(source: MaybeRefOrGetter<Command[]>) {
  commandSources.add(source)
  onScopeDispose(() => commandSources.delete(source))
}

export function useKeyGroup(source: MaybeRefOrGetter<KeyGroup>) {
  keySources.add(source)
  onScopeDispose(() => keySources.delete(source))
}

export const commands = computed(() => [...commandSources].flatMap((source) => toValue(source)))
export const keyGroups = computed(() => [...keySources].map((source) => toValue(source)))
