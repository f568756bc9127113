import { describe, expect, it } from 'vitest'
import { linkParts, webAddress } from './links'

describe('links', () => {
  it('links addresses and leaves Chinese punctuation outside', () => {
    expect(linkParts('看这里：https://shop.example/p/1?a=2，谢谢')).toEqual([
      { text: '看这里：', href: null },
      { text: 'https://shop.example/p/1?a=2', href: 'https://shop.example/p/1?a=2' },
      { text: '，谢谢', href: null },
    ])
  })

  it('never links what could run', () => {
    expect(webAddress('javascript:alert(1)')).toBeNull()
    expect(webAddress('data:text/html,x')).toBeNull()
    expect(linkParts('javascript:alert(1)')).toEqual([{ text: 'javascript:alert(1)', href: null }])
  })
})
