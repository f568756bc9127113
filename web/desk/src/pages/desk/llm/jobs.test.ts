import { expect, it } from 'vitest'
import { jobOf, offers, wishOf } from './jobs'

const ALL = ['draft', 'rewrite', 'summary', 'translate', 'classify'] as const
const press = { altKey: true, ctrlKey: false, metaKey: false }

it('offers nothing while the model is off', () => {
  expect(offers([], { note: false, text: '在的' })).toEqual([])
})

const idle = (text: string) =>
  offers(ALL, { note: false, text })
    .filter((offer) => offer.idle)
    .map(({ job }) => job)

it('offers what there is something to work on for', () => {
  expect(idle(' ')).toEqual(['friendlier', 'shorter', 'more_formal', 'translate'])
  expect(idle('等着')).toEqual([])
})

it('writes nothing to buyers from a note', () => {
  const jobs = offers(ALL, { note: true, text: '内部' }).map(({ job }) => job)
  expect(jobs).toEqual(['summary', 'classify'])
})

it('offers only what the shop allows', () => {
  const jobs = offers(['rewrite'], { note: false, text: '' }).map(({ job }) => job)
  expect(jobs).toEqual(['friendlier', 'shorter', 'more_formal'])
})

it('has a key for each', () => {
  for (const { job, keys } of offers(ALL, { note: false, text: '' })) {
    expect(jobOf({ ...press, code: `Digit${keys.slice(1)}` })).toBe(job)
  }
  expect(jobOf({ ...press, code: 'Digit1' })).toBe(null)
  expect(jobOf({ ...press, altKey: false, code: 'Digit4' })).toBe(null)
  expect(jobOf({ ...press, ctrlKey: true, code: 'Digit4' })).toBe(null)
})

it('asks for it with what it needs', () => {
  expect(wishOf('draft', ' ', 'en')).toEqual({ task: 'draft' })
  expect(wishOf('draft', '马上', 'en')).toEqual({ task: 'draft', text: '马上' })
  expect(wishOf('shorter', '等着', 'en')).toEqual({
    task: 'rewrite',
    tone: 'shorter',
    text: '等着',
  })
  expect(wishOf('translate', '等着', 'en')).toEqual({ task: 'translate_reply', text: '等着' })
  expect(wishOf('summary', '等着', 'en')).toEqual({ task: 'summary', locale: 'en' })
  expect(wishOf('classify', '等着', 'en')).toEqual({ task: 'classify' })
})
