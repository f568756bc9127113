import { describe, expect, it } from 'vitest'
import { bodyOf, fieldsOf } from './form'

const provider = {
  label: '公司账号',
  issuer: 'https://id.example.com',
  client_id: 'zhanggui',
  has_client_secret: true,
  domains: ['shop.example', 'b.example'],
  newcomer_role: null,
  trusts_second_factor: false,
  passwords: true,
  enabled: true,
}

describe('the form of a provider', () => {
  it('sends what it shows, and no secret that was not typed', () => {
    const { has_client_secret: _, ...rest } = provider
    expect(bodyOf(fieldsOf(provider))).toEqual(rest)
    expect(bodyOf({ ...fieldsOf(provider), client_secret: 's' })).toHaveProperty(
      'client_secret',
      's',
    )
  })

  it('takes domains however they are parted', () => {
    const fields = { ...fieldsOf(null), domains: ' a.example，b.example\nc.example; ' }
    expect(bodyOf(fields).domains).toEqual(['a.example', 'b.example', 'c.example'])
  })
})
