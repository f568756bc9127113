import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dismiss, holdToasts, releaseToasts, toast, toasts } from './toast'

const texts = () => toasts.value.map(({ text }) => text)

describe('toasts', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => {
    const ids = toasts.value.map(({ id }) => id)
    ids.forEach(dismiss)
    vi.useRealTimers()
  })

  it('go by themselves, failures later', () => {
    toast('saved')
    toast('failed', { tone: 'danger' })
    vi.advanceTimersByTime(7_000)
    expect(texts()).toEqual(['failed'])
    vi.advanceTimersByTime(4_000)
    expect(texts()).toEqual([])
  })

  it('stay while somebody reads them', () => {
    toast('moved')
    holdToasts()
    vi.advanceTimersByTime(60_000)
    expect(texts()).toEqual(['moved'])
    releaseToasts()
    vi.advanceTimersByTime(7_000)
    expect(texts()).toEqual([])
  })

  it('are never more than three', () => {
    for (const text of ['a', 'b', 'c', 'd']) toast(text)
    expect(texts()).toEqual(['b', 'c', 'd'])
  })
})
