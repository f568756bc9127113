import { describe, expect, it } from 'vitest'
import { colleaguesFor, type Colleague } from './colleagues'

const one = (key: string, presence: Colleague['presence'], load: number): Colleague => ({
  key,
  label: key,
  color: 0,
  presence,
  state: '',
  load,
})
const team = [
  one('Ann', 'offline', 0),
  one('Bo', 'online', 5),
  one('Cy', 'online', 2),
  one('Di', 'busy', 0),
]
const order = (words: string, except: string | null) =>
  colleaguesFor(team, { words, except }).map(({ key }) => key)

describe('colleagues to hand over to', () => {
  it('come by presence, then by load', () => {
    expect(order('', null)).toEqual(['Cy', 'Bo', 'Di', 'Ann'])
  })

  it('leave out who serves already and who does not match', () => {
    expect(order('', 'Cy')).toEqual(['Bo', 'Di', 'Ann'])
    expect(order(' bo', null)).toEqual(['Bo'])
  })
})
