/** What the shop's language model writes, as it comes. */
import { postForEvents } from '@zhanggui/api'
import * as api from '@zhanggui/api/gen'
import { answer, csrf } from './http'

export type Ability = api.LlmAbility
export type Wish = api.WriteWithLlm
export type Written = api.LlmWritten

/** The model, or the way to it, failed; the server says how by its code. */
export class Speechless extends Error {
  constructor(readonly code: string) {
    super(code)
    this.name = 'Speechless'
  }
}

export const listAbilities = async (): Promise<Ability[]> =>
  (await answer(api.listLlmAbilities())).items

/** Tells all that is written so far, again and again; what was written in the end is the answer. */
export async function write(
  conversationId: string,
  wish: Wish,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<Written> {
  const url = `/api/v1/conversations/${encodeURIComponent(conversationId)}/llm`
  for await (const frame of postForEvents<api.LlmFrame>(url, wish, csrf(), signal)) {
    if (frame.type === 'text') tell(frame.text)
    else if (frame.type === 'failed') throw new Speechless(frame.code)
    else return frame
  }
  throw new Speechless('broken_connection')
}
