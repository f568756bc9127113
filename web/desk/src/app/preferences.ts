/** What this browser remembers of how its user likes things. `public/theme.js` reads it before the first paint. */
import { reactive, watch } from 'vue'
import type { Locale } from './api'

export type Theme = 'system' | 'light' | 'dark'
export type Density = 'regular' | 'compact'

/** What can be heard, each with a tone of its own. */
export const SOUNDS = ['message', 'late', 'mine', 'mention'] as const
export type Sound = (typeof SOUNDS)[number]

/** What the person is told of in a browser although no desk is open. */
export type Pushed = Exclude<Sound, 'message'>

export interface Preferences {
  theme: Theme
  density: Density
  locale: Locale | null
  sound: boolean
  /** What makes no sound although sounds are on. */
  silent: Sound[]
  notify: boolean
  /** Who is told in this browser although no desk is open: what not, and since which session. */
  pushed: Record<string, { session: string; silent: Pushed[]; names: boolean }>
  /** Who put the offer of the tour away. */
  tourless: string[]
}

const KEY = 'zg.preferences'
const DEFAULTS: Preferences = {
  theme: 'system',
  density: 'regular',
  locale: null,
  sound: true,
  silent: [],
  notify: false,
  pushed: {},
  tourless: [],
}

function read(): Preferences {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') }
  } catch {
    return { ...DEFAULTS }
  }
}

export const preferences = reactive(read())

// Chosen in another window of this browser, it holds here too.
addEventListener('storage', ({ key }) => {
  if (key === KEY) Object.assign(preferences, read())
})

watch(preferences, (now) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(now))
  } catch {
    // A browser that stores nothing keeps them until the tab closes.
  }
})
