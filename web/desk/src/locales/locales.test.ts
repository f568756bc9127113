import { describe, expect, it, vi } from 'vitest'
import { createI18n } from 'vue-i18n'
import en from './en'
import hans from './zh-CN'
import hant from './zh-Hant'

type Tree = { [key: string]: unknown }

function flat(tree: Tree, path = ''): Map<string, string> {
  const words = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const at = path ? `${path}.${key}` : key
    if (typeof value === 'string') words.set(at, value)
    else flat(value as Tree, at).forEach((text, name) => words.set(name, text))
  }
  return words
}

const placeholders = (text: string) => [...new Set(text.match(/\{[a-z_]+\}/gi) ?? [])].sort()
const messages: Record<string, Tree> = {
  'zh-CN': hans,
  'zh-Hant': hant,
  en,
}
const languages = { 'zh-CN': flat(hans), 'zh-Hant': flat(hant), en: flat(en) }
const reference = languages['zh-CN']

describe.each(Object.entries(languages))('%s', (name, words) => {
  it('has the same keys as Simplified Chinese', () => {
    expect([...words.keys()].sort()).toEqual([...reference.keys()].sort())
  })

  it('leaves no word empty that another language says', () => {
    const empty = [...words].filter(([key, text]) => !text.trim() && reference.get(key)?.trim())
    expect(empty).toEqual([])
  })

  it('can be said: no sign in it means something else to the dictionary', () => {
    const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { global } = createI18n({ legacy: false, locale: name, warnHtmlMessage: false })
    global.setLocaleMessage(name, messages[name]!)
    for (const key of words.keys()) global.t(key)
    expect(complaints.mock.calls).toEqual([])
    complaints.mockRestore()
  })

  it('fills the same placeholders', () => {
    for (const [key, text] of words) {
      expect([key, placeholders(text)]).toEqual([key, placeholders(reference.get(key) ?? '')])
    }
  })
})

it.each(['zh-CN', 'zh-Hant'] as const)('%s has no sentence left in English', (name) => {
  const english = [...languages[name]].filter(([, text]) =>
    /[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(text),
  )
  expect(english).toEqual([])
})
