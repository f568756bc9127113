/** What the codes of mailboxes and mails mean, in the reader's words. */
import { useI18n } from 'vue-i18n'

export function useMailWords() {
  const { t, te } = useI18n()
  const words = (kind: 'trouble' | 'reason', code: string) => {
    const key = `mail.${kind}.${code}`
    return t(te(key) ? key : `mail.${kind}.other`, { code })
  }
  return {
    trouble: (code: string) => words('trouble', code),
    reason: (code: string | null | undefined) => words('reason', code ?? 'other'),
  }
}
