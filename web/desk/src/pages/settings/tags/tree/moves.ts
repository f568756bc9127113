/** Where a tag goes when it is moved by keys or dropped. Pure. */
import { height, lines, MOST_LEVELS, type Line } from '@/app/tags'
import type { Tag } from '@/app/tags/requests'

export type Direction = 'up' | 'down' | 'in' | 'out'

/** Below which tag, and which place among those there without itself. */
export interface Stand {
  parent_id: string | null
  position: number
}

const fits = (tags: readonly Tag[], parent: Line | undefined, id: string) =>
  (parent ? parent.path.length : 0) + height(tags, id) <= MOST_LEVELS

const count = (tags: readonly Tag[], parent: string) =>
  tags.filter(({ parent_id }) => parent_id === parent).length

/** One step; null where there is none. */
export function moved(tags: readonly Tag[], id: string, direction: Direction): Stand | null {
  const all = lines(tags)
  const find = (wanted: string | null) => all.find((line) => line.tag.id === wanted)
  const line = find(id)
  if (!line) return null
  const { place, siblings } = line
  const { parent_id } = line.tag
  switch (direction) {
    case 'up':
      return place > 0 ? { parent_id, position: place - 1 } : null
    case 'down':
      return place < siblings.length - 1 ? { parent_id, position: place + 1 } : null
    case 'in': {
      const above = find(siblings[place - 1] ?? null)
      if (!above || above.archived || !fits(tags, above, id)) return null
      return { parent_id: above.tag.id, position: count(tags, above.tag.id) }
    }
    case 'out': {
      const parent = find(parent_id)
      return parent ? { parent_id: parent.tag.parent_id, position: parent.place + 1 } : null
    }
  }
}

/** To the place of another one: before it, or below it. */
export function dropped(
  tags: readonly Tag[],
  id: string,
  onto: string,
  where: 'before' | 'below',
): Stand | null {
  const all = lines(tags)
  const find = (wanted: string | null) => all.find((line) => line.tag.id === wanted)
  const target = find(onto)
  const inside = target && isWithin(tags, onto, id)
  if (!target || inside || !find(id)) return null
  const parent = where === 'below' ? target : find(target.tag.parent_id)
  if (parent?.archived || !fits(tags, parent, id)) return null
  const parent_id = parent?.tag.id ?? null
  const others = all.filter(({ tag }) => tag.parent_id === parent_id && tag.id !== id)
  const before = others.findIndex(({ tag }) => tag.id === onto)
  return { parent_id, position: before < 0 ? others.length : before }
}

/** Whether a tag is another one or stands somewhere below it. */
function isWithin(tags: readonly Tag[], id: string, root: string): boolean {
  const parent = tags.find((tag) => tag.id === id)?.parent_id ?? null
  return id === root || (parent !== null && isWithin(tags, parent, root))
}
