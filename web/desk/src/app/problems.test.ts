import { Refused, Unreachable } from '@zhanggui/api'
import { beforeAll, describe, expect, it } from 'vitest'
import { startLocale } from './locale'
import { tell } from './problems'

describe('a problem in words', () => {
  beforeAll(startLocale)

  it('names the field at fault', () => {
    const told = tell(
      new Refused({
        status: 422,
        code: 'invalid',
        errors: [{ field: 'email', code: 'invalid_email' }],
        request_id: 'r1',
      }),
    )
    expect(told).toMatchObject({ field: 'email', requestId: 'r1' })
    expect(told.text).not.toContain('invalid')
  })

  it('keeps the request id of what the server failed at', () => {
    const failed = new Unreachable(undefined, { status: 500, code: 'internal', request_id: 'r2' })
    expect(tell(failed).requestId).toBe('r2')
    expect(tell(failed).text).not.toBe(tell(new Unreachable()).text)
  })

  it('has words for a code it has never heard of', () => {
    expect(tell(new Refused({ status: 409, code: 'brand_new' })).text).not.toContain('brand_new')
    expect(tell(new Error('x')).text).toBeTruthy()
  })
})
