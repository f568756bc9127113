/** The tree of tags as a list from the top down. Pure. */
import type { Tag } from './requests'

export const MOST_LEVELS = 4

/** A tag where it stands. */
export interface Line {
  tag: Tag
  /** The names from the top, its own the last. */
  path: string[]
  /** Nobody is offered it: it is archived, or what it stands below is. */
  archived: boolean
  /** Among its siblings. */
  place: number
  /** Its siblings, itself among them. */
  siblings: string[]
}

const byPlace = (a: Tag, b: Tag) => a.position - b.position || (a.id < b.id ? -1 : 1)

/** Every row of a list asks for the same. */
const known = new WeakMap<readonly Tag[], Line[]>()

export function lines(tags: readonly Tag[]): Line[] {
  const found = known.get(tags) ?? laidOut(tags)
  known.set(tags, found)
  return found
}

function laidOut(tags: readonly Tag[]): Line[] {
  const children = new Map<string | null, Tag[]>()
  for (const tag of tags.toSorted(byPlace)) {
    children.set(tag.parent_id, [...(children.get(tag.parent_id) ?? []), tag])
  }
  const walk = (parent: string | null, path: string[], archived: boolean): Line[] => {
    const level = children.get(parent) ?? []
    const siblings = level.map(({ id }) => id)
    return level.flatMap((tag, place) => {
      const line = {
        tag,
        path: [...path, tag.name],
        archived: archived || tag.archived_at !== null,
        place,
        siblings,
      }
      return [line, ...walk(tag.id, line.path, line.archived)]
    })
  }
  return walk(null, [], false)
}

/** A tag and all below it. */
export function branch(tags: readonly Tag[], root: string): string[] {
  const found = [root]
  for (const id of found) {
    found.push(...tags.filter(({ parent_id }) => parent_id === id).map((tag) => tag.id))
  }
  return found
}

/** How many levels a tag fills with what is below it. */
export function height(tags: readonly Tag[], id: string): number {
  const below = tags.filter(({ parent_id }) => parent_id === id)
  return 1 + Math.max(0, ...below.map((tag) => height(tags, tag.id)))
}
