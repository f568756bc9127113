/** A mailbox as its form holds it, and back. Pure. */
import type { Mailbox, MailboxChange, MailServer } from '@/app/mails'
import { providerOf } from './providers'

export interface ServerForm {
  host: string
  /** As it is typed. */
  port: string
  tls: boolean
}

export interface MailboxForm {
  address: string
  username: string
  /** Empty: the stored one stays. */
  password: string
  imap: ServerForm
  smtp: ServerForm
  folder: string
  trusted: string
  plus: boolean
  signature: string
  acknowledge: boolean
}

const formOfServer = ({ host, port, tls }: MailServer): ServerForm => ({
  host,
  port: String(port),
  tls,
})
const serverOf = ({ host, port, tls }: ServerForm): MailServer => ({
  host: host.trim(),
  port: Number(port),
  tls,
})

export function formOf(mailbox: Mailbox | null): MailboxForm {
  const guess = providerOf('')
  return {
    address: mailbox?.address ?? '',
    username: mailbox?.username ?? '',
    password: '',
    imap: formOfServer(mailbox?.imap ?? guess.imap),
    smtp: formOfServer(mailbox?.smtp ?? guess.smtp),
    folder: mailbox?.folder ?? 'INBOX',
    trusted: mailbox?.trusted_results ?? '',
    plus: mailbox?.plus_addressing ?? false,
    signature: mailbox?.signature ?? '',
    acknowledge: mailbox?.acknowledge ?? false,
  }
}

export const bodyOf = (form: MailboxForm): MailboxChange => ({
  address: form.address.trim(),
  imap: serverOf(form.imap),
  smtp: serverOf(form.smtp),
  username: form.username.trim() || form.address.trim(),
  folder: form.folder.trim() || null,
  trusted_results: form.trusted.trim() || null,
  plus_addressing: form.plus,
  signature: form.signature.trim() || null,
  acknowledge: form.acknowledge,
  // Blanks belong to a password.
  ...(form.password && { password: form.password }),
})

const alike = (one: ServerForm, other: MailServer) =>
  JSON.stringify(serverOf(one)) === JSON.stringify(other)

/** What follows from another address: whatever was guessed from the one before, and nothing that somebody typed. */
export function guessed(form: MailboxForm, before: string): Partial<MailboxForm> {
  const [was, is] = [providerOf(before), providerOf(form.address)]
  return {
    ...(form.username === before.trim() && { username: form.address.trim() }),
    ...(alike(form.imap, was.imap) && { imap: formOfServer(is.imap) }),
    ...(alike(form.smtp, was.smtp) && { smtp: formOfServer(is.smtp) }),
    ...(form.trusted === (was.trusted ?? '') && { trusted: is.trusted ?? '' }),
    ...(form.plus === was.plus && { plus: is.plus }),
  }
}
