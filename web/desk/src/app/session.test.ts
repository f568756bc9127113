import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { end, me, needsSetup, onSession, restore } from './session'

const staff = { id: 's1', name: '林掌柜', role: 'owner', locale: null }
const shop = { id: 'h1', name: '山野集', locale: 'zh-CN', timezone: 'Asia/Shanghai' }
const signedIn = { staff, shop, csrf_token: 'c', permissions: [], seq: 7 }

const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' },
  })

/** A server that answers each path as told. */
function serve(answers: Record<string, Response>) {
  vi.stubGlobal('fetch', async (request: Request) => {
    const answer = answers[new URL(request.url).pathname]
    if (!answer) throw new TypeError('no such path')
    return answer
  })
}
const nobody = () => json(401, { code: 'unauthorized', status: 401 })

describe('who this browser is', () => {
  const begun = vi.fn<() => void>()
  const ended = vi.fn<() => void>()
  onSession({ begun, ended })
  beforeEach(() => vi.clearAllMocks())
  afterEach(() => {
    end()
    vi.unstubAllGlobals()
  })

  it('is told by the server, and what depends on it begins once', async () => {
    serve({ '/api/v1/me': json(200, signedIn) })
    await restore()
    expect(me.value?.staff.name).toBe('林掌柜')
    expect(begun).toHaveBeenCalledOnce()
    end()
    expect(ended).toHaveBeenCalledOnce()
  })

  it('is nobody, on a server that has an owner', async () => {
    serve({ '/api/v1/me': nobody(), '/api/v1/setup': json(200, { needed: false, version: '1' }) })
    await restore()
    expect([me.value, needsSetup.value]).toEqual([null, false])
  })

  it('may become the owner of a server without one', async () => {
    serve({ '/api/v1/me': nobody(), '/api/v1/setup': json(200, { needed: true, version: '1' }) })
    await restore()
    expect(needsSetup.value).toBe(true)
  })

  it('stays unknown while the server does not answer', async () => {
    serve({})
    await expect(restore()).rejects.toThrow('unreachable')
  })
})
