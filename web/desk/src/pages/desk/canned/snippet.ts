/** A template for reading: its names in words, its conditions left out. */
import { useI18n } from 'vue-i18n'

/** What a variable is called. */
export function useVariableNames() {
  const { t, te } = useI18n()
  return (name: string) => {
    const key = `canned.variable.${name.replace('.', '_')}`
    return te(key) ? t(key) : name
  }
}

const NAME = /\{\{-?\s*([a-z]+\.[a-z_]+)(?:"[^"]*"|'[^']*'|[^}])*\}\}/g
const REST = /\{%(?:"[^"]*"|'[^']*'|[^%])*%\}|\{#[\s\S]*?#\}/g

export const snippet = (text: string, nameOf: (name: string) => string) =>
  text.replace(NAME, (_, name: string) => `[${nameOf(name)}]`).replace(REST, '')
