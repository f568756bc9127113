import { expect, it } from 'vitest'
import zh from '@/locales/zh-CN/settings.json'
import openapi from '../../../../../../openapi.json'

it('has a name for every kind of work that may come to lie there', () => {
  const said = openapi.components.schemas.DeadLetter.properties.kind.description
  const kinds = [...said.matchAll(/`(\w+)`/g)].map(([, kind]) => kind)
  expect(kinds).toContain('fire_rules')
  expect(Object.keys(zh.outbox.kind)).toEqual(expect.arrayContaining(kinds))
})
