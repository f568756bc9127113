import {
  Archive,
  ArrowDown,
  ArrowUp,
  IndentDecrease,
  IndentIncrease,
  Pencil,
  Plus,
} from '@lucide/vue'
import type { MenuEntry } from '@zhanggui/ui'
import { computed, h, type VNode } from 'vue'
import { useI18n } from 'vue-i18n'
import { MOST_LEVELS, type Hue, type Line } from '@/app/tags'
import HueDot from '@/pages/desk/tags/HueDot.vue'
import type { Direction } from './moves'

export const HUES: Hue[] = [
  'grey',
  'red',
  'orange',
  'amber',
  'green',
  'teal',
  'blue',
  'violet',
  'pink',
]

const DOTS = Object.fromEntries(HUES.map((hue) => [hue, () => h(HueDot, { hue })])) as Record<
  Hue,
  () => VNode
>

const MOVES = [
  { direction: 'up', icon: ArrowUp, kbd: 'Alt ↑' },
  { direction: 'down', icon: ArrowDown, kbd: 'Alt ↓' },
  { direction: 'in', icon: IndentIncrease, kbd: 'Alt →' },
  { direction: 'out', icon: IndentDecrease, kbd: 'Alt ←' },
] as const

interface Run {
  rename: () => void
  add: () => void
  archive: () => void
  recolour: (hue: Hue) => void
  move: (direction: Direction) => void
}

/** What can be done with a tag. */
export function useTagMenu(line: () => Line, mayMove: (direction: Direction) => boolean, run: Run) {
  const { t } = useI18n()
  return computed<MenuEntry[]>(() => [
    { label: t('tags.rename'), icon: Pencil, kbd: 'F2', run: run.rename },
    {
      label: t('tags.add_below'),
      icon: Plus,
      disabled: line().path.length >= MOST_LEVELS,
      run: run.add,
    },
    ...MOVES.map(({ direction, icon, kbd }) => ({
      label: t(`tags.move.${direction}`),
      icon,
      kbd,
      disabled: !mayMove(direction),
      run: () => run.move(direction),
    })),
    { heading: t('tags.colour') },
    ...HUES.map((hue) => ({
      label: t(`tags.hue.${hue}`),
      icon: DOTS[hue],
      checked: line().tag.hue === hue,
      run: () => run.recolour(hue),
    })),
    'separator',
    { label: t('tags.archive'), icon: Archive, tone: 'danger', run: run.archive },
  ])
}
