import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { ReasonPolicy } from '@/app/tags'
import type { Conversation } from '@/live/model'
import { useSolving } from './useSolving'

const words = vi.hoisted(() => ({ asked: vi.fn<() => Promise<{ text: string | null }>>() }))
vi.mock('@/app/automaticMessages', () => ({ showClosingWords: words.asked }))

const of = (id: string, more: object = {}) =>
  ({ id, status: 'waiting', waiting_since: null, ...more }) as Conversation
const open = shallowRef<Conversation | undefined>()
const ended: unknown[][] = []

function desk(policy: ReasonPolicy, text: string | null) {
  words.asked.mockResolvedValue({ text })
  return effectScope().run(() =>
    useSolving({
      open: () => open.value,
      policyOf: () => policy,
      mayReply: () => true,
      end: (conversation, reasons, said) => ended.push([conversation.id, reasons, said]),
    }),
  )!
}

beforeEach(() => {
  ended.length = 0
  open.value = of('a')
})

it('solves at once where nothing is asked', async () => {
  const solving = desk('off', null)
  await solving.begin(of('a'))
  expect(ended).toEqual([['a', [], undefined]])
  expect(solving.step.value).toBeNull()
})

it('asks why and shows the words in one step', async () => {
  const solving = desk('offered', 'bye')
  await solving.begin(of('a'))
  expect(solving.step.value).toMatchObject({ policy: 'offered', words: 'bye' })
  solving.solve(['why'], true)
  expect(ended).toEqual([['a', ['why'], 'bye']])
  expect(solving.step.value).toBeNull()
})

it('says nothing that was not read: an early reason waits for the words', async () => {
  const solving = desk('required', 'bye')
  const asking = solving.begin(of('a'))
  solving.solve(['why'], true)
  expect(ended).toEqual([])
  await asking
  expect(solving.step.value).toMatchObject({ words: 'bye', reasons: ['why'] })
  solving.solve(['why'], false)
  expect(ended).toEqual([['a', ['why'], undefined]])
})

it('solves with an early reason where there are no words', async () => {
  const solving = desk('required', null)
  const asking = solving.begin(of('a'))
  solving.solve(['why'], true)
  await asking
  expect(ended).toEqual([['a', ['why'], undefined]])
})

it('says nothing to a customer who has written meanwhile', async () => {
  const solving = desk('off', 'bye')
  await solving.begin(of('a'))
  expect(solving.step.value?.words).toBe('bye')
  open.value = of('a', { waiting_since: '2026-01-01T00:00:00Z' })
  await nextTick()
  open.value = of('a')
  await nextTick()
  expect(solving.step.value).toBeNull()
  expect(ended).toEqual([])
})

it('asks nothing about a conversation that was left', async () => {
  const solving = desk('off', 'bye')
  const asking = solving.begin(of('a'))
  open.value = of('b')
  await asking
  expect(ended).toEqual([['a', [], undefined]])
  await solving.begin(of('b'))
  open.value = of('a')
  await nextTick()
  expect(solving.step.value).toBeNull()
  expect(ended).toHaveLength(1)
})
