/** The requests about one's shift. */
import * as api from '@zhanggui/api/gen'
import { answer } from '@/live/http'
import { keys as live } from '@/live/keys'

export type {
  DayConversation,
  DayFigures,
  HandOverNote,
  ServiceConversation,
  ServiceFigures,
  ShiftChecklist,
  ShiftDay,
  ShiftEnded,
  ShiftPage,
} from '@zhanggui/api/gen'

export const keys = {
  all: live.shift,
  page: [...live.shift, 'page'] as const,
  day: [...live.shift, 'day'] as const,
}
/** Of the whole shop: what one does oneself hardly moves it, so it is not asked for anew with the shift. */
export const serviceKey = ['service-figures'] as const

/** Words for the next shift; no group: for everybody. */
export interface Words {
  text: string
  group_id: string | null
}

/** Where conversations in work go; nowhere: they stay. */
export type HandOver = { staff_id: string } | { group_id: string } | 'queue' | null

const withId = (words: Words) => ({ client_id: crypto.randomUUID(), ...words })

export const showShift = () => answer(api.showShift())
export const showShiftDay = () => answer(api.showShiftDay())
export type ServiceFigure = api.ListConversationsBehindServiceData['query']['figure']
/** The conversations behind one of the shop's figures. */
export const behindService = async (figure: ServiceFigure) =>
  (await answer(api.listConversationsBehindService({ query: { figure } }))).items
export const showService = () => answer(api.serviceFigures())
export const beginShift = () => answer(api.beginShift())
export const leaveNote = (words: Words) => answer(api.leaveHandOverNote({ body: withId(words) }))
export const readNote = (id: string) => answer(api.readHandOverNote({ path: { id } }))
export const endShift = (words: Words | null, to: HandOver) =>
  answer(
    api.endShift({
      body: {
        note: words && withId(words),
        hand_over: to === 'queue' ? {} : to,
      },
    }),
  )
