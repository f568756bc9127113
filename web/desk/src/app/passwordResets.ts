/** Links that set a new password: asked for, made for a colleague, used. */
import * as api from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type { MadePasswordReset } from '@zhanggui/api/gen'

export const askPasswordReset = (email: string) => answer(api.askPasswordReset({ body: { email } }))
export const makePasswordReset = (id: string) => answer(api.makePasswordReset({ path: { id } }))
export const showPasswordReset = (token: string) =>
  answer(api.showPasswordReset({ path: { token } }))
export const resetPassword = (token: string, password: string) =>
  answer(api.resetPassword({ path: { token }, body: { password } }))
