import { describe, expect, it } from 'vitest'
import type { Inbox } from '@/app/api'
import { changeOf, formOf, sitesOf } from './form'

const inbox: Inbox = {
  id: '1',
  name: '官网商城',
  channel: 'widget',
  public_key: 'k',
  sites: ['https://a.example', 'https://b.example'],
  greeting: { 'zh-CN': '您好' },
  theme_color: '#aa3322',
  reply_seconds: 30,
  active: true,
  typing_preview: false,
  first_ping_at: null,
  last_ping_at: null,
  script: '',
  identity_secret_set: false,
  created_at: '2026-11-22T02:00:00.000Z',
}

describe('the form of an inbox', () => {
  it('gives back what it was given', () => {
    const { name, sites, greeting, theme_color, reply_seconds, typing_preview } = inbox
    const fields = { name, sites, greeting, theme_color, reply_seconds, typing_preview }
    expect(changeOf(formOf(inbox))).toEqual(fields)
  })

  it('takes sites however they are listed', () => {
    expect(sitesOf('https://a.example,https://b.example；\n https://c.example ')).toEqual([
      'https://a.example',
      'https://b.example',
      'https://c.example',
    ])
  })

  it('says nothing rather than empty words', () => {
    const bare = { ...inbox, greeting: null, theme_color: null, reply_seconds: null, sites: [] }
    expect(changeOf(formOf(bare))).toMatchObject({
      greeting: null,
      theme_color: null,
      reply_seconds: null,
      sites: [],
    })
  })
})
