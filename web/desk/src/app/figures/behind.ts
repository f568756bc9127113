/** A conversation behind a figure, as a row says it. */
export interface Behind {
  id: string
  number: number
  customer_id: string
  customer_name: string
  at: string
  /** A second line. */
  words?: string
  /** What it adds to the figure. */
  value?: string
  /** What went wrong in it. */
  wrong?: string
}
