/** An inbox as its form shows it, and back. Pure. */
import type { UpdateInbox } from '@zhanggui/api/gen'
import type { Inbox, Locale } from '@/app/api'

export const DEFAULT_COLOR = '#00717d'

export interface InboxForm {
  name: string
  sites: string
  color: string
  replySeconds: number
  typingPreview: boolean
  greeting: Record<Locale, string>
}

export function formOf(inbox: Inbox): InboxForm {
  return {
    name: inbox.name,
    sites: inbox.sites.join('\n'),
    color: inbox.theme_color ?? DEFAULT_COLOR,
    replySeconds: inbox.reply_seconds ?? 0,
    typingPreview: inbox.typing_preview,
    greeting: {
      'zh-CN': inbox.greeting?.['zh-CN'] ?? '',
      'zh-Hant': inbox.greeting?.['zh-Hant'] ?? '',
      en: inbox.greeting?.en ?? '',
    },
  }
}

/** One address a line; commas and blanks are how people list things too. */
export const sitesOf = (text: string) => text.split(/[\s,，;；]+/).filter(Boolean)

export function changeOf(form: InboxForm): UpdateInbox {
  const greeting = Object.fromEntries(
    Object.entries(form.greeting)
      .map(([locale, text]) => [locale, text.trim()] as const)
      .filter(([, text]) => text),
  )
  return {
    name: form.name.trim(),
    sites: sitesOf(form.sites),
    theme_color: form.color.toLowerCase() === DEFAULT_COLOR ? null : form.color.toLowerCase(),
    reply_seconds: form.replySeconds || null,
    typing_preview: form.typingPreview,
    greeting: Object.keys(greeting).length ? greeting : null,
  }
}
