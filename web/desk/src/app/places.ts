/** The places of the rail, the palette and the G keys, in one list. Only what exists is in it. */
import { BookOpen, ClipboardCheck, MessageSquare, Search, Settings } from '@lucide/vue'
import type { Component } from 'vue'

export interface Place {
  path: string
  title: string
  icon: Component
  /** Opened by G and then this letter. */
  letter: string
}

export const places: Place[] = [
  { path: '/desk', title: 'app.place.desk', icon: MessageSquare, letter: 'D' },
  { path: '/knowledge', title: 'app.place.knowledge', icon: BookOpen, letter: 'K' },
  { path: '/shift', title: 'app.place.shift', icon: ClipboardCheck, letter: 'H' },
  { path: '/search', title: 'app.place.search', icon: Search, letter: 'F' },
]

export const settingsPlace: Place = {
  path: '/settings',
  title: 'app.place.settings',
  icon: Settings,
  letter: 'S',
}

export const allPlaces = [...places, settingsPlace]
