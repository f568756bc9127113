import { expect, it } from 'vitest'
import type { ConditionField, Rule } from '@/app/rules'
import {
  asked,
  condition,
  draftOf,
  emptyForm,
  errorOf,
  FIELDS,
  fieldsFor,
  fieldsOf,
  formOf,
  OPS,
  wordsOf,
} from './form'

const rule: Rule = {
  id: 'r',
  name: '退款',
  enabled: true,
  position: 0,
  when: { event: 'waiting', seconds: 60 },
  conditions: { all: [condition('open')], any: [] },
  steps: [{ do: 'note', text: '快看' }],
  pause_minutes: 30,
  version: 3,
  stopped_at: null,
  fired_lately: 0,
  troubled_lately: 0,
  last_fired_at: null,
  created_at: '',
  updated_at: '',
}

it('says what was read when nothing was changed', () => {
  const { name, enabled, when, conditions, steps, pause_minutes } = rule
  expect(draftOf(formOf(rule))).toEqual({ name, enabled, when, conditions, steps, pause_minutes })
  formOf(rule).all.push(condition('tags'))
  expect(rule.conditions.all).toHaveLength(1)
})

it('names seconds only where something is waited for', () => {
  expect(draftOf({ ...emptyForm(), event: 'solved' }).when).toEqual({ event: 'solved' })
  expect(draftOf({ ...emptyForm(), event: 'waiting' }).when).toEqual({
    event: 'waiting',
    seconds: 300,
  })
})

it('asks of a field what can be asked of it', () => {
  for (const field of Object.keys(FIELDS) as ConditionField[]) {
    for (const op of OPS[FIELDS[field]]) {
      const question = asked(condition(field), op)
      expect('values' in question).toBe(['any_of', 'all_of', 'none_of'].includes(op))
    }
  }
  expect(asked({ field: 'tags', op: 'any_of', values: ['a'] }, 'none_of').values).toEqual(['a'])
})

it('asks for words only where something was said', () => {
  expect(fieldsFor('customer_message')).toContain('message')
  expect(fieldsFor('waiting')).not.toContain('message')
  expect(fieldsFor('customer_message')).not.toContain('added_tags')
  expect(fieldsFor('tagged')).toContain('added_tags')
})

it('takes words as people type them', () => {
  expect(wordsOf('退款，退货、 not arrived ;退款\n')).toEqual(['退款', '退货', 'not arrived'])
  expect(wordsOf(' , ')).toEqual([])
})

it('finds the row that the server complains of', () => {
  const errors = { 'conditions.all[1].values[0]': '太长' }
  expect(errorOf(errors, 'conditions.all[1]')).toBe('太长')
  expect(errorOf(errors, 'conditions.all[10]')).toBe(undefined)
  expect(fieldsOf(formOf(rule))).toContain('steps[0].text')
})
