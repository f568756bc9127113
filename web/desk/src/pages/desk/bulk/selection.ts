/** Which rows of a list are chosen. Pure. */

/** As many are changed at once. */
export const MOST = 200

export interface Selection {
  ids: ReadonlySet<string>
  /** Where a range begins. */
  anchor: string | null
}

export const nothing: Selection = { ids: new Set(), anchor: null }

const limited = (ids: Iterable<string>) => new Set([...ids].slice(0, MOST))

export function toggled({ ids }: Selection, id: string): Selection {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return { ids: limited(next), anchor: id }
}

/** With all rows between the last one that was chosen and this one. */
export function extended(
  { ids, anchor }: Selection,
  rows: readonly { id: string }[],
  id: string,
): Selection {
  const to = rows.findIndex((row) => row.id === id)
  const from = rows.findIndex((row) => row.id === anchor)
  if (to < 0) return { ids, anchor }
  const between = rows.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1)
  return { ids: limited([...ids, ...between.map((row) => row.id)]), anchor: from < 0 ? id : anchor }
}

/** Without rows that have left the list. */
export function kept(selection: Selection, rows: readonly { id: string }[]): Selection {
  const there = new Set(rows.map(({ id }) => id))
  const ids = [...selection.ids].filter((id) => there.has(id))
  return ids.length === selection.ids.size ? selection : { ...selection, ids: new Set(ids) }
}

export const all = (rows: readonly { id: string }[]): Selection => ({
  ids: limited(rows.map(({ id }) => id)),
  anchor: null,
})
