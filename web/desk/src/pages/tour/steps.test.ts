import { describe, expect, it } from 'vitest'
import { commandOf, shortcuts } from '../desk/shortcuts'
import { worldAt, type Cast } from './practice/world'
import { isDone, isWrong, SCENES, STEPS, takes, type Deed } from './steps'

const press = (key: string) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
})
const cast: Cast = {
  names: { a: '甲', b: '乙', c: '丙', d: '丁' },
  asked: { a: '一', b: '二', c: '三', d: '四' },
  reply: '好的',
  note: '记一下',
}

describe('the steps of the tour', () => {
  it('teach the keys that the desk has', () => {
    for (const step of STEPS) {
      const [first] = SCENES[step].keys
      const command = commandOf(press(first!), { typing: false, overlay: false, control: false })
      expect([step, command && takes(step, command)]).toEqual([step, true])
      expect(shortcuts.some(({ keys }) => keys === first)).toBe(true)
    }
  })

  it('let through what they ask for and nothing that spoils them', () => {
    expect(takes('next', 'previous')).toBe(false)
    expect(takes('reply', 'solve')).toBe(false)
    expect(takes('note', 'next')).toBe(true)
    expect(STEPS.every((step) => takes(step, 'back'))).toBe(true)
  })

  it('are done by their own deed only', () => {
    const deeds: Deed[] = [
      { did: 'opened', id: 'b' },
      { did: 'opened', id: 'a' },
      { did: 'replied', prepared: false },
      { did: 'replied', prepared: true },
      { did: 'noted' },
      { did: 'tagged' },
      { did: 'snoozed' },
      { did: 'solved' },
    ]
    const done = STEPS.map((step) => deeds.filter((deed) => isDone(step, deed)).length)
    expect(done).toEqual([1, 1, 2, 1, 1, 1, 1, 1])
    expect(isWrong('slash', { did: 'replied', prepared: false })).toBe(true)
    expect(isWrong('note', { did: 'opened', id: 'a' })).toBe(false)
  })
})

describe('the world of the tour', () => {
  it('has each step its conversation, whether those before were done or skipped', () => {
    for (const [at, step] of STEPS.entries()) {
      const { world, find } = worldAt(at, cast, 'me')
      expect([step, world.openId]).toEqual([step, SCENES[step].at])
      const { at: here, to = here } = SCENES[step]
      expect(find(to)).toBeDefined()
    }
  })

  it('keeps what was said and ends with nobody left who was served', () => {
    const { world } = worldAt(STEPS.length, cast, 'me')
    expect(world.conversations.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(world.conversations.every(({ waiting_since }) => waiting_since === null)).toBe(true)
    expect(world.threads['a']!.map(({ text }) => text)).toEqual(['一', '好的'])
    expect(world.threads['c']!.at(-1)?.kind).toBe('note')
  })
})
