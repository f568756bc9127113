/** The neighbour of the open row in a list; the first where none is open. */
export function neighbour<Row extends { id: string }>(
  rows: readonly Row[],
  openId: string | null,
  by: 1 | -1,
): Row | null {
  const at = rows.findIndex(({ id }) => id === openId)
  return rows[at < 0 ? 0 : at + by] ?? null
}
