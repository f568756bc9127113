/**
 * Everything that can be set, as it is found and opened. The list is read from the pages when the desk is built; a field
 * that stands in a page is in it.
 */
import index from 'virtual:settings-index'
import type { Component } from 'vue'
import type { Permission } from '@/app/api'
import { pages, pathOf } from '../pages'

export interface Found {
  id: string
  /** The key of its name; a page has its own. */
  key: string
  /** The key of the page's title. */
  page: string
  icon: Component
  /** Below `/settings`; with `:id` where there are several of a kind. */
  path: string
  /** What stands behind the `#`; absent for a page. */
  anchor?: string
  /** The key of the section it stands in. */
  section?: string
  about: string[]
  words: string[]
}

/** A key as it stands in an address: without what the page says already. */
export const anchorOf = (key: string) => key.replace(/^settings\.[a-z_]+\./, '')

const first = (path: string) => path.split('/')[0]!
const pageOf = (path: string) => pages.find((page) => pathOf(page) === first(path))

/** What somebody with these permissions can find: the pages, and then what stands in them. */
export function entriesFor(can: (permission: Permission) => boolean): Found[] {
  const may = (path: string) => {
    const page = pageOf(path)
    if (!page || (page.needs && !can(page.needs))) return null
    return path.includes(':') && page.one && !can(page.one) ? null : page
  }
  const whole = index.pages.flatMap(({ path, title, words }): Found[] => {
    const page = may(path)
    return page
      ? [
          {
            id: `settings-${page.name}`,
            key: title,
            page: title,
            icon: page.icon,
            path,
            about: [],
            words,
          },
        ]
      : []
  })
  const parts = index.settings.flatMap(({ path, key, section, about, words }): Found[] => {
    const page = may(path)
    if (!page) return []
    const title = `settings.${page.name}.title`
    return [
      {
        id: `setting-${path}-${key}`,
        key,
        page: title,
        icon: page.icon,
        path,
        anchor: anchorOf(key),
        ...(section && { section }),
        about,
        words,
      },
    ]
  })
  return [...whole, ...parts]
}

/** What an address names: the field of a page by what stands behind its `#`. */
export const named = (entries: Found[], path: string, anchor: string): Found | undefined =>
  entries.find((one) => one.anchor === anchor && isOf(one.path, path))

/** Whether an address is one of a route, `webhooks/019…` of `webhooks/:id`. */
export function isOf(route: string, path: string): boolean {
  const [wanted, given] = [route.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((part, at) => part.startsWith(':') || part === given[at])
  )
}
