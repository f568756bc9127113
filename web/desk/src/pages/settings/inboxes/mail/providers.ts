/** The servers of mailboxes that many shops have, by what follows the `@`. Pure. */
import type { MailServer } from '@zhanggui/api/gen'

/** What somebody must know of a provider before its password is accepted; the key of the words. */
export type Advice =
  | 'code_qq'
  | 'code_netease'
  | 'app_google'
  | 'app_apple'
  | 'microsoft'
  | 'aliyun'
  | 'any'

export interface Provider {
  imap: MailServer
  smtp: MailServer
  advice: Advice
  /** The server whose checks of senders stand topmost, where it is known. */
  trusted: string | null
  plus: boolean
}

const server = (host: string, port: number): MailServer => ({ host, port, tls: true })
const provider = (
  imap: string,
  smtp: string,
  smtpPort: number,
  advice: Advice,
  more: Partial<Provider> = {},
): Provider => ({
  imap: server(imap, 993),
  smtp: server(smtp, smtpPort),
  advice,
  trusted: null,
  plus: false,
  ...more,
})

const netease = (domain: string) =>
  provider(`imap.${domain}`, `smtp.${domain}`, 465, 'code_netease')
const qq = provider('imap.qq.com', 'smtp.qq.com', 465, 'code_qq')
const google = provider('imap.gmail.com', 'smtp.gmail.com', 465, 'app_google', {
  trusted: 'mx.google.com',
  plus: true,
})
const microsoft = provider('outlook.office365.com', 'smtp.office365.com', 587, 'microsoft', {
  plus: true,
})
const apple = provider('imap.mail.me.com', 'smtp.mail.me.com', 587, 'app_apple', { plus: true })

const KNOWN: Record<string, Provider> = {
  '163.com': netease('163.com'),
  '126.com': netease('126.com'),
  'yeah.net': netease('yeah.net'),
  'qq.com': qq,
  'vip.qq.com': qq,
  'foxmail.com': qq,
  'gmail.com': google,
  'googlemail.com': google,
  'outlook.com': microsoft,
  'hotmail.com': microsoft,
  'live.com': microsoft,
  'aliyun.com': provider('imap.aliyun.com', 'smtp.aliyun.com', 465, 'aliyun'),
  'icloud.com': apple,
  'me.com': apple,
}

export const domainOf = (address: string) => address.trim().toLowerCase().split('@')[1] ?? ''

/** What is known of the provider, or what most have. */
export function providerOf(address: string): Provider {
  const domain = domainOf(address)
  const known = KNOWN[domain]
  if (known) return known
  return provider(domain && `imap.${domain}`, domain && `smtp.${domain}`, 465, 'any')
}
