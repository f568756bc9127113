import { describe, expect, it } from 'vitest'
import { fitting, startsWith } from './match'

const commands = [
  { title: '设置', words: '/settings' },
  { title: '切换到深色', words: 'theme dark light' },
  { title: '接待台', words: '/desk' },
  { title: '深色', words: '' },
]
const titles = (query: string) => fitting(commands, query).map(({ title }) => title)

describe('the palette finds commands', () => {
  it('by their title, beginnings first', () => {
    expect(titles('深色')).toEqual(['深色', '切换到深色'])
  })

  it('by other words, in any case and width', () => {
    expect(titles('ＤＡＲＫ')).toEqual(['切换到深色'])
    expect(titles('set')).toEqual(['设置'])
  })

  it('before what is found, where their name is being typed', () => {
    expect(startsWith({ title: 'Settings' }, 'set')).toBe(true)
    expect(startsWith({ title: 'Settings' }, 'tings')).toBe(false)
  })

  it('all of them for nothing typed, none for nonsense', () => {
    expect(titles('  ')).toHaveLength(4)
    expect(titles('深色 x')).toEqual([])
  })
})
