/** The log in the reader's words; what has none keeps its name. */
import type { AuditActor, AuditEntry } from '@/app/api'
import { i18n } from '@/app/locale'
import { fullTime } from '@/app/time'

const { t, te } = i18n.global

const known = (key: string, otherwise: string) => (te(key) ? t(key) : otherwise)

export const actionWords = (action: string) =>
  known(`settings.audit.action.${action.replace('.', '_')}`, action)

export const familyOf = (action: string) => action.split('.')[0] ?? action

export const familyWords = (family: string) => known(`settings.audit.family.${family}`, family)

export const fieldWords = (field: string) => known(`settings.audit.field.${field}`, field)

export function actorWords({ kind, name, via }: AuditActor): string {
  if (kind === 'staff') return name
  const what = t(`settings.audit.kind.${kind}`)
  return [what, name, via].filter(Boolean).join(' · ')
}

export function subjectWords({ subject }: AuditEntry): string {
  return subject ? (subject.label ?? subject.id ?? '') : ''
}

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** A value as it is shown before and after. */
export function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return t('settings.audit.nothing')
  if (typeof value === 'boolean') return t(value ? 'settings.audit.yes' : 'settings.audit.no')
  if (Array.isArray(value)) {
    return value.length
      ? value.map((one) => valueWords(field, one)).join(t('settings.audit.comma'))
      : t('settings.audit.nothing')
  }
  if (typeof value === 'object') return JSON.stringify(value)
  const text = String(value)
  if (field === 'fields') return fieldWords(text)
  if (field === 'abilities') return known(`llm.ability.${text}`, text)
  if (field === 'role') return known(`app.role.${text}`, text)
  return TIME.test(text) ? fullTime(text) : text
}
