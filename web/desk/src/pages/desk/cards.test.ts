import { describe, expect, it } from 'vitest'
import { cardErrors, cardOf, fieldsOf, price } from './cards'

const form = {
  type: 'product' as const,
  subtitle: ' 90 白鸭绒 ',
  title: ' 轻薄羽绒服 ',
  price: '699.00',
  currency: 'CNY',
  url: 'https://shop.example/p/1',
}

describe('cards', () => {
  it('accept a link with a price and trim it', () => {
    expect(cardErrors(form)).toEqual({})
    expect(cardOf(form)).toEqual({
      type: 'product',
      title: '轻薄羽绒服',
      subtitle: '90 白鸭绒',
      price: '699.00',
      currency: 'CNY',
      url: form.url,
    })
    expect(cardOf({ ...form, price: '' })).not.toHaveProperty('currency')
  })

  it('are changed as they were written', () => {
    const card = cardOf(form)
    expect(cardOf(fieldsOf(card))).toEqual(card)
    expect(cardOf(fieldsOf({ type: 'link', title: '店铺', url: form.url }))).toEqual({
      type: 'link',
      title: '店铺',
      url: form.url,
    })
  })

  it('refuse what could run and what is no number', () => {
    expect(cardErrors({ ...form, url: 'javascript:alert(1)', price: '一百', title: ' ' })).toEqual({
      title: 'title_missing',
      url: 'url_invalid',
      price: 'price_invalid',
    })
  })

  it('show prices in the reader’s way and survive odd currencies', () => {
    expect(price({ price: '699', currency: 'CNY' }, 'zh-CN')).toBe('¥699.00')
    expect(price({ price: '5', currency: '??' }, 'en')).toBe('?? 5')
  })
})
