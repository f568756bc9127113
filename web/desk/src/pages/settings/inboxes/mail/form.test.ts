import { expect, it } from 'vitest'
import type { Mailbox } from '@/app/mails'
import { bodyOf, formOf, guessed, type MailboxForm } from './form'
import { providerOf } from './providers'

const mailbox: Mailbox = {
  address: 'service@shop.example',
  imap: { host: 'imap.shop.example', port: 993, tls: true },
  smtp: { host: 'smtp.shop.example', port: 465, tls: true },
  username: 'service',
  password_set: true,
  folder: 'INBOX',
  trusted_results: 'mx.shop.example',
  plus_addressing: true,
  signature: '晴檐服饰敬上',
  acknowledge: true,
  connected_at: '2026-11-22T02:00:00.000Z',
  checked_at: null,
  failing_since: null,
  failure: null,
  set_aside: 2,
}

it('gives back what it was given, and no password that nobody typed', () => {
  const { address, imap, smtp, username, folder, trusted_results } = mailbox
  const { plus_addressing, signature, acknowledge } = mailbox
  const given = { address, imap, smtp, username, folder, trusted_results }
  expect(bodyOf(formOf(mailbox))).toEqual({ ...given, plus_addressing, signature, acknowledge })
  expect(bodyOf({ ...formOf(mailbox), password: ' a b ' })).toMatchObject({ password: ' a b ' })
})

it('signs in with the address where nobody says otherwise', () => {
  expect(bodyOf({ ...formOf(null), address: ' mei@163.com ' }).username).toBe('mei@163.com')
})

function typed(form: MailboxForm, address: string): MailboxForm {
  const next = { ...form, address }
  return { ...next, ...guessed(next, form.address) }
}

it('guesses servers while the address is typed', () => {
  let form = formOf(null)
  for (const address of ['m', 'm@', 'm@g', 'm@gmail.co', 'm@gmail.com']) form = typed(form, address)
  expect(bodyOf(form)).toMatchObject({
    imap: { host: 'imap.gmail.com', port: 993, tls: true },
    smtp: { host: 'smtp.gmail.com', port: 465, tls: true },
    username: 'm@gmail.com',
    trusted_results: 'mx.google.com',
    plus_addressing: true,
  })
  form = typed(form, 'm@shop.example')
  expect(bodyOf(form)).toMatchObject({
    imap: { host: 'imap.shop.example' },
    trusted_results: null,
    plus_addressing: false,
  })
})

it('leaves alone what somebody typed', () => {
  const form = { ...typed(formOf(null), 'm@163.com'), username: 'mei' }
  form.imap = { ...form.imap, host: 'mail.local' }
  expect(bodyOf(typed(form, 'm@qq.com'))).toMatchObject({
    username: 'mei',
    imap: { host: 'mail.local' },
    smtp: { host: 'smtp.qq.com' },
  })
})

it('knows what mailboxes many shops have', () => {
  const hosts = [
    'a@163.com',
    'a@126.com',
    'a@QQ.com',
    'a@foxmail.com',
    'a@aliyun.com',
    'a@icloud.com',
    'a@outlook.com',
  ]
  expect(hosts.map((address) => providerOf(address).imap.host)).toEqual([
    'imap.163.com',
    'imap.126.com',
    'imap.qq.com',
    'imap.qq.com',
    'imap.aliyun.com',
    'imap.mail.me.com',
    'outlook.office365.com',
  ])
  expect(providerOf('').imap.host).toBe('')
})
