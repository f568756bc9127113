/** Categories as a tree. Pure. */
import type { KnowledgeCategory } from '@/app/knowledge'

/** A drawer in a drawer in a drawer: the server takes no more. */
const DEEPEST = 3

export interface Branch {
  category: KnowledgeCategory
  /** 0 on the first level. */
  depth: number
  /** Entries in it and in all that is in it. */
  entries: number
}

export function inner(all: KnowledgeCategory[], parent: string | null): KnowledgeCategory[] {
  return all
    .filter((one) => (one.parent_id ?? null) === parent)
    .sort((a, b) => a.position - b.position || a.name.localeCompare(b.name))
}

/** In the order in which they are shown. */
export function branches(
  all: KnowledgeCategory[],
  parent: string | null = null,
  depth = 0,
): Branch[] {
  return inner(all, parent).flatMap((category) => {
    const below = branches(all, category.id, depth + 1)
    const own = below.filter((branch) => branch.depth === depth + 1)
    const entries = own.reduce((sum, branch) => sum + branch.entries, category.entries)
    return [{ category, depth, entries }, ...below]
  })
}

const height = (all: KnowledgeCategory[], id: string): number =>
  1 + Math.max(0, ...inner(all, id).map((one) => height(all, one.id)))

/** Where a category may lie; `null` asks for one that is not there yet. */
export function parentsFor(all: KnowledgeCategory[], id: string | null): Branch[] {
  const needs = id === null ? 1 : height(all, id)
  const own = new Set<string>()
  if (id !== null) {
    own.add(id)
    for (const { category } of branches(all, id)) own.add(category.id)
  }
  return branches(all).filter(
    ({ category, depth }) => !own.has(category.id) && depth + 1 + needs <= DEEPEST,
  )
}

/** The places of the siblings after one of them moved up (-1) or down (1): only those that change. */
export function moved(
  all: KnowledgeCategory[],
  id: string,
  by: 1 | -1,
): { id: string; position: number }[] {
  const one = all.find((category) => category.id === id)
  if (!one) return []
  const siblings = inner(all, one.parent_id ?? null)
  const at = siblings.findIndex((category) => category.id === id)
  const other = siblings[at + by]
  if (!other) return []
  siblings[at + by] = one
  siblings[at] = other
  return siblings.flatMap((category, position) =>
    category.position === position ? [] : [{ id: category.id, position }],
  )
}
