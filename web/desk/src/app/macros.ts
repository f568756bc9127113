/** The requests about macros. */
import * as api from '@zhanggui/api/gen'
import type { Macro, MacroContent, MacroRun } from '@zhanggui/api/gen'
import { answer } from '@/live/http'
import { keys as live } from '@/live/keys'

export type { Macro, MacroContent, MacroRun, StepFault, Undone } from '@zhanggui/api/gen'

export const keys = { list: live.macros }

export const listMacros = async (): Promise<Macro[]> => (await answer(api.listMacros())).items
export const createMacro = (body: MacroContent): Promise<Macro> => answer(api.createMacro({ body }))
/** Without a version whatever it is by now. */
export const replaceMacro = (id: string, version: number | null, body: MacroContent) =>
  answer(
    api.replaceMacro({
      path: { id },
      headers: { 'If-Match': version === null ? '*' : `"${version}"` },
      body,
    }),
  )
export const deleteMacro = (id: string) => answer(api.deleteMacro({ path: { id } }))
export const restoreMacro = (id: string) => answer(api.restoreMacro({ path: { id } }))

export interface RunWish {
  client_id: string
  seen_seq: number | null
  force: boolean
}
export const runMacro = (id: string, macro_id: string, body: RunWish): Promise<MacroRun> =>
  answer(api.runMacro({ path: { id, macro_id }, body }))
export const undoRun = (id: string): Promise<MacroRun> => answer(api.undoMacroRun({ path: { id } }))

/** What a stored macro would be written as again. */
export const contentOf = ({ shared, name, enabled, steps }: Macro): MacroContent => ({
  shared,
  name,
  enabled,
  steps,
})
