/**
 * What can be set, read from the pages themselves: the settings' search knows a field because it stands in a template,
 * so that no list can forget one.
 *
 * A page is a route of `pages/settings/routes.ts`. Its fields are the sections, fields and switches with a label that
 * its template holds, and those of its parts; what has its label elsewhere names the keys in `data-setting`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import { parse } from 'vue/compiler-sfc'

const SRC = fileURLToPath(new URL('src', import.meta.url))
const SETTINGS = join(SRC, 'pages/settings')
const ID = 'virtual:settings-index'

/** One thing that can be set, as the page finder gets it. */
export interface Setting {
  /** The route's path below `/settings`. */
  path: string
  /** The key of its label. */
  key: string
  /** The key of the section it stands in; absent for a section itself. */
  section?: string
  /** Keys of words that explain it. */
  about: string[]
  /** Its label in Chinese and in English, whatever the reader reads. */
  words: string[]
}

export interface SettingsPage {
  path: string
  /** The key of its title. */
  title: string
  words: string[]
}

export interface SettingsIndex {
  pages: SettingsPage[]
  settings: Setting[]
  /** Labels that no key was found for; a test holds this empty. */
  unnamed: string[]
  /** Controls without a label that the index knows; a test holds this empty. */
  unlabelled: string[]
}

type Words = Record<string, string>

/** The words of a language by their whole keys. */
export function wordsOf(locale: string): Words {
  const words: Words = {}
  const gather = (value: unknown, path: string) => {
    if (typeof value === 'string') words[path] = value
    else for (const [name, part] of Object.entries(value as object)) gather(part, `${path}.${name}`)
  }
  const folder = join(SRC, 'locales', locale)
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')))
    gather(JSON.parse(readFileSync(join(folder, file), 'utf8')), file.slice(0, -'.json'.length))
  return words
}

/** The prop that labels each, and the one that explains it. */
const LABELLED: Record<string, [label: string, about: string]> = {
  SettingsSection: ['title', 'text'],
  Field: ['label', 'hint'],
  ToggleRow: ['title', 'text'],
}
const LABELLED_FILES = /\/(SettingsSection|ToggleRow)\.vue$/
/** Opened by a button and not there when the page is: nothing to scroll to. */
const ELSEWHERE = /^(Dialog|Menu|Popover)$/
const EXPLAINS = /_(hint|text)$/

interface Node {
  type: number
  tag?: string
  children?: Node[]
  props?: {
    type: number
    name: string
    value?: { content: string }
    arg?: { content: string }
    exp?: { content: string }
  }[]
}

const ELEMENT = 1

const attribute = (node: Node, name: string) =>
  node.props?.find((prop) => prop.type === 6 && prop.name === name)?.value?.content
const bound = (node: Node, name: string) =>
  node.props?.find((prop) => prop.type === 7 && prop.name === 'bind' && prop.arg?.content === name)
    ?.exp?.content

/** A pattern such as `bot.hours.*` as the keys it stands for. */
function keysLike(pattern: string, all: Words): string[] {
  if (!pattern.includes('*')) return pattern in all ? [pattern] : []
  const parts = pattern.split('*').map((part) => part.replace(/[.$]/g, '\\$&'))
  const fits = new RegExp(`^${parts.join('[^.]+')}$`)
  return Object.keys(all).filter((key) => fits.test(key) && !EXPLAINS.test(key))
}

/** The keys that an expression may say, such as `t('a.b')`, ``t(`a.${x}`)`` or `t(x ? 'a.b' : 'a.c')`. */
function keysIn(expression: string | undefined, all: Words): string[] {
  if (!expression) return []
  const plain = [...expression.matchAll(/'([\w.]+)'/g)].map(([, key]) => key!)
  const made = [...expression.matchAll(/`([^`]+)`/g)].map(([, text]) =>
    text!.replace(/\$\{[^}]*\}/g, '*'),
  )
  return [...plain, ...made].flatMap((pattern) => keysLike(pattern, all))
}

const importsOf = (script: string): Map<string, string> =>
  new Map(
    [
      ...script.matchAll(/import (\w+) from '([^']+\.vue)'/g),
      ...script.matchAll(/const (\w+) = defineAsyncComponent\(\(\) => import\('([^']+\.vue)'\)\)/g),
    ].map(([, name, path]) => [name!, path!]),
  )

const located = (path: string, from: string) =>
  path.startsWith('@/') ? join(SRC, path.slice(2)) : resolve(dirname(from), path)

/** The routes of the settings: path, title and component. */
function routesOf(): { path: string; title: string; file: string }[] {
  const file = join(SETTINGS, 'routes.ts')
  const text = readFileSync(file, 'utf8')
  const route =
    /path: '([^']+)',\s*component: \(\) => import\('([^']+)'\),\s*meta: \{ title: '([^']+)' \}/g
  return [...text.matchAll(route)].map(([, path, component, title]) => ({
    path: path!,
    title: title!,
    file: located(component!, file),
  }))
}

export function readSettings(): SettingsIndex {
  const [hans, en] = [wordsOf('zh-CN'), wordsOf('en')]
  const index: SettingsIndex = { pages: [], settings: [], unnamed: [], unlabelled: [] }
  // A sign that means something to the dictionary stands in quotes.
  const otherWords = (key: string) =>
    [hans[key], en[key]].map((text = '') => text.replace(/\{'(.)'\}/g, '$1'))

  for (const { path, title, file } of routesOf()) {
    if (!path.includes(':')) index.pages.push({ path, title, words: otherWords(title) })
    const known = new Set<string>()

    const add = (keys: string[], about: string[], section: string | undefined) => {
      for (const key of keys.filter((one) => !known.has(one))) {
        known.add(key)
        const explains = [`${key}_hint`, `${key}_text`, ...about].filter((one) => one in hans)
        const words = otherWords(key)
        index.settings.push({
          path,
          key,
          ...(section && section !== key && { section }),
          // What is said of many in turn explains none of them.
          about: [...new Set(explains)].filter((one) => keys.length === 1 || one.startsWith(key)),
          words,
        })
      }
    }

    const visitFile = (component: string, section: string | undefined, held: boolean) => {
      const { descriptor } = parse(readFileSync(component, 'utf8'))
      const imports = importsOf(descriptor.scriptSetup?.content ?? '')
      const where = (node: Node) => `${relative(SETTINGS, component)}: <${node.tag}>`

      const visit = (node: Node, section: string | undefined, held: boolean) => {
        const { tag = '' } = node
        if (node.type === ELEMENT && ELSEWHERE.test(tag)) return
        const named = attribute(node, 'data-setting')
        const [labelProp, aboutProp] = LABELLED[tag] ?? []
        let keys: string[] = []
        if (named !== undefined) {
          keys = named
            .split(/\s+/)
            .filter(Boolean)
            .flatMap((one) => keysLike(one, hans))
          if (named.trim() && !keys.length) index.unnamed.push(where(node))
        } else if (labelProp) {
          const label = bound(node, labelProp)
          const about = bound(node, aboutProp!) ?? ''
          keys = keysIn(label, hans)
          // A key made of a name is narrowed by the words that are made of the same name.
          const [, suffix] = /\$\{[^}]*\}(_hint|_text)`/.exec(about) ?? []
          if (label?.includes('`') && suffix) keys = keys.filter((key) => `${key}${suffix}` in hans)
          if (!keys.length) index.unnamed.push(`${where(node)} ${label ?? ''}`)
        }
        const about = aboutProp ? keysIn(bound(node, aboutProp), hans) : []
        add(keys, about, section)

        const isControl = tag === 'Switch' || (tag === 'label' && !attribute(node, 'for'))
        if (isControl && !held && named === undefined) index.unlabelled.push(where(node))

        const inside = tag === 'SettingsSection' ? (keys[0] ?? section) : section
        const holds = held || named !== undefined || tag === 'Field' || tag === 'ToggleRow'
        const part = imports.get(tag)
        const partFile = part && located(part, component)
        if (partFile?.startsWith(SETTINGS) && !LABELLED_FILES.test(partFile))
          visitFile(partFile, inside, holds)
        for (const child of node.children ?? []) visit(child, inside, holds)
      }
      for (const node of (descriptor.template?.ast?.children ?? []) as unknown as Node[])
        visit(node, section, held)
    }
    visitFile(file, undefined, false)
  }
  index.unnamed = [...new Set(index.unnamed)]
  index.unlabelled = [...new Set(index.unlabelled)]
  return index
}

export function settingsIndex(): Plugin {
  return {
    name: 'zhanggui-settings-index',
    resolveId: (id) => (id === ID ? `\0${ID}` : null),
    load(id) {
      if (id !== `\0${ID}`) return null
      const { pages, settings } = readSettings()
      return `export default ${JSON.stringify({ pages, settings })}`
    },
  }
}
