import { expect, it, vi } from 'vitest'
import { pieces, webAddress } from './links'

vi.stubGlobal('location', { href: 'https://desk.example.com/widget/panel' })

const links = (text: string) => pieces(text).flatMap(({ href }) => href ?? [])

it('finds an address and keeps the text around it', () => {
  expect(pieces('看 https://shop.example.com/a?b=1#c 谢谢')).toEqual([
    { text: '看 ' },
    { text: 'https://shop.example.com/a?b=1#c', href: 'https://shop.example.com/a?b=1#c' },
    { text: ' 谢谢' },
  ])
})

it('ends an address where Chinese writing or punctuation goes on', () => {
  expect(links('尺码表https://shop.example.com/size，可以看看')).toEqual([
    'https://shop.example.com/size',
  ])
  expect(links('(see http://a.example/x).')).toEqual(['http://a.example/x'])
})

it('makes no link of what runs', () => {
  expect(links('javascript:alert(1) data:text/html,x ftp://a.example')).toEqual([])
  expect(webAddress('javascript:alert(1)')).toBeUndefined()
  expect(webAddress(' JAVASCRIPT:alert(1)')).toBeUndefined()
  expect(webAddress('')).toBeUndefined()
  expect(webAddress('https://shop.example.com/p/1')).toBe('https://shop.example.com/p/1')
})

it('leaves markup as text', () => {
  expect(pieces('<img src=x onerror=alert(1)>')).toEqual([{ text: '<img src=x onerror=alert(1)>' }])
})
