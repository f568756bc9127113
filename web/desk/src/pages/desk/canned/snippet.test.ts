import { expect, it } from 'vitest'
import { snippet } from './snippet'

const read = (text: string) =>
  snippet(text, (name) => ({ 'customer.name': '客户姓名' })[name] ?? name)

it('reads names in words and leaves conditions out', () => {
  expect(read("{{ customer.name | default('亲}}') }}，您好 {{shop.name}}")).toBe(
    '[客户姓名]，您好 [shop.name]',
  )
  expect(read("{% if customer.tier == 'V%}' %}贵宾{% endif %}{# 备忘 #}您好")).toBe('贵宾您好')
  expect(read('没有变量 {x}')).toBe('没有变量 {x}')
})
