import { beforeEach, expect, it } from 'vitest'
import { fresh, keep, read } from './progress'

beforeEach(() => localStorage.clear())

it('goes on where somebody was, each for themselves', () => {
  const begun = { at: 3, skipped: ['reply' as const], mistakes: 2, spentMs: 41_000 }
  keep('mei', begun)
  expect(read('mei')).toEqual(begun)
  expect(read('lin')).toEqual(fresh())
  keep('mei', null)
  expect(read('mei')).toEqual(fresh())
})

it.each(['{', '7', 'null', '{"at":99}', '{"at":1,"skipped":"x","mistakes":0,"spentMs":0}'])(
  'begins anew with %s',
  (kept) => {
    localStorage.setItem('zg.tour.mei', kept)
    expect(read('mei')).toEqual(fresh())
  },
)

it('leaves out steps that are no more', () => {
  const kept = { at: 1, skipped: ['next', 'transfer'], mistakes: 0, spentMs: 0 }
  localStorage.setItem('zg.tour.mei', JSON.stringify(kept))
  expect(read('mei').skipped).toEqual(['next'])
})
