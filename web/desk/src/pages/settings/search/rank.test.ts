import { beforeAll, expect, it } from 'vitest'
import { spell } from '@/pages/desk/canned/spelling'
import { ranked, type Findable } from './rank'

let all: Findable[]

beforeAll(async () => {
  const spelled = await spell()
  const one = (title: string, page: string, en: string, about = ''): Findable => ({
    title,
    page,
    words: [title, en],
    about,
    isPage: title === page,
    spelled: spelled(title),
    pageSpelled: spelled(page),
  })
  all = [
    one('外观与提醒', '外观与提醒', 'Appearance'),
    one('主题', '外观与提醒', 'Theme'),
    one('列表密度', '外观与提醒', 'List density'),
    one('主题颜色', '接待渠道', 'Theme colour'),
    one('时区', '店铺', 'Time zone', '每天的数据按这个时区统计'),
    one('店铺', '店铺', 'Shop'),
  ]
})

const titles = (typed: string) => ranked(all, typed).map(({ title }) => title)

it('finds by the words the reader sees, the closest first', () => {
  expect(titles('主题')).toEqual(['主题', '主题颜色'])
  expect(titles('密度')).toEqual(['列表密度'])
})

it('finds by initials and by whole spelling', () => {
  expect(titles('lbmd')[0]).toBe('列表密度')
  expect(titles('shiqu')[0]).toBe('时区')
  expect(titles('zt')).toEqual(['主题', '主题颜色'])
})

it('finds by English whatever the reader reads', () => {
  expect(titles('Density')).toEqual(['列表密度'])
  expect(titles('theme')).toEqual(['主题', '主题颜色'])
})

it('takes the page and the explanation along, after the names', () => {
  expect(titles('统计')).toEqual(['时区'])
  expect(titles('店铺')).toEqual(['店铺', '时区'])
  expect(titles('外观 主题')).toEqual(['主题'])
})

it('finds nothing for nothing and for nonsense', () => {
  expect(titles('  ')).toEqual([])
  expect(titles('xyzzy')).toEqual([])
})
