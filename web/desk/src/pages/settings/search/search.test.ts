// @vitest-environment node
import index from 'virtual:settings-index'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../../../../settingsIndex'
import { pages, pathOf } from '../pages'
import { settingsRoutes } from '../routes'
import { anchorOf, entriesFor, isOf, named } from './entries'

const everything = () => true
const nothing = () => false
const read = readSettings()

/** Pages that are lists of things, with nothing on them to be set. */
const LISTS = new Set([
  'inboxes',
  'inboxes/:id/mails',
  'rules',
  'canned-replies',
  'macros',
  'blocked',
  'staff',
  'tokens',
  'webhooks',
  'outbox',
  'audit',
])

const of = (path: string) => index.settings.filter((one) => one.path === path).map(({ key }) => key)

describe('the index of the settings', () => {
  it('knows every page of the side list and of the routes', () => {
    const routes = settingsRoutes.map(({ path }) => path).filter((path) => path && !/:/.test(path))
    expect(index.pages.map(({ path }) => path)).toEqual(routes)
    expect(pages.map(pathOf).toSorted()).toEqual(routes.toSorted())
  })

  it('finds a key for every label of every page', () => {
    expect(read.unnamed).toEqual([])
  })

  it('knows every switch and box that stands outside of a field', () => {
    // Name its keys in `data-setting`, or leave it empty where it sets nothing by itself.
    expect(read.unlabelled).toEqual([])
  })

  it('has something of every page that is no list', () => {
    const without = settingsRoutes
      .map(({ path }) => path)
      .filter((path) => path && !LISTS.has(path))
      .filter((path) => !index.settings.some((one) => one.path === path))
    expect(without).toEqual([])
  })

  it('reads fields of parts, of lists and of switches', () => {
    expect(of('shop')).toContain('settings.shop.timezone')
    expect(of('reception')).toContain('reception.long_wait_seconds')
    expect(of('automatic-messages')).toContain('automatic.kind.closed.title')
    expect(of('inboxes/:id')).toContain('settings.inboxes.typing_preview')
    expect(of('inboxes/:id')).toEqual(
      expect.arrayContaining(['mail.smtp_host', 'mail.acknowledge']),
    )
    expect(of('llm')).toContain('llm.ability.draft')
  })

  it('gives each an address of its own', () => {
    const addresses = index.settings.map(({ path, key }) => `${path}#${anchorOf(key)}`)
    expect(new Set(addresses).size).toBe(addresses.length)
    expect(named(entriesFor(everything), 'appearance', 'density')?.key).toBe(
      'settings.appearance.density',
    )
    expect(isOf('inboxes/:id', 'inboxes/019')).toBe(true)
    expect(isOf('inboxes/:id', 'inboxes')).toBe(false)
  })

  it('shows nobody what they may not open', () => {
    const open = new Set(entriesFor(nothing).map(({ path }) => path))
    for (const path of ['shop', 'llm', 'privacy', 'sign_in', 'tokens', 'webhooks/:id', 'bot'])
      expect([path, open.has(path)]).toEqual([path, false])
    expect(open.has('inboxes')).toBe(true)
    expect(open.has('inboxes/:id')).toBe(false)
    expect(open.has('appearance')).toBe(true)
  })
})
