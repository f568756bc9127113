import { expect, it } from 'vitest'
import { formOf, settingsOf } from './reasons'

it('what a form holds is what was read', () => {
  const settings = {
    policy: 'offered' as const,
    root_id: 'r',
    inboxes: [
      { inbox_id: 'a', policy: 'off' as const },
      { inbox_id: 'b', policy: 'required' as const },
    ],
  }
  expect(settingsOf(formOf(settings))).toEqual(settings)
})

it('an inbox that is as all others is not written', () => {
  const form = { policy: 'off' as const, root: '', inboxes: { a: '' as const } }
  expect(settingsOf(form)).toEqual({ policy: 'off', root_id: null, inboxes: [] })
})
