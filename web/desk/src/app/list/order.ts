/** Order by hand: the same ids, one of them somewhere else. */

/** One place up or down; null where it stands at the end already. */
export function shifted(ids: string[], id: string, by: 1 | -1): string[] | null {
  const from = ids.indexOf(id)
  const to = from + by
  if (from < 0 || to < 0 || to >= ids.length) return null
  return put(ids, id, to)
}

/** To the place where another one stands now; null where that changes nothing. */
export function dropped(ids: string[], id: string, onto: string): string[] | null {
  const to = ids.indexOf(onto)
  return id === onto || to < 0 || !ids.includes(id) ? null : put(ids, id, to)
}

function put(ids: string[], id: string, to: number): string[] {
  return ids.filter((one) => one !== id).toSpliced(to, 0, id)
}
