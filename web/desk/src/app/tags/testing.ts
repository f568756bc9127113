import type { Tag } from './requests'

/** A tag that is called as its id. */
export const aTag = (id: string, parent_id: string | null, fields: Partial<Tag> = {}): Tag => ({
  id,
  parent_id,
  name: id,
  hue: 'grey',
  position: 0,
  version: 1,
  archived_at: null,
  created_at: '2026-11-22T02:00:00.000Z',
  updated_at: '2026-11-22T02:00:00.000Z',
  ...fields,
})
