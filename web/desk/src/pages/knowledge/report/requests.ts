import * as api from '@zhanggui/api/gen'
import { answer } from '@/live/http'

export type { BotFigures } from '@zhanggui/api/gen'
export type BotFigure = api.ListConversationsBehindBotData['query']['figure']
export type Days = '7' | '30'

/** Of which time, and of which inbox; null: of all. */
export interface Asked {
  days: Days
  inbox: string | null
}
const query = ({ days, inbox }: Asked) => ({ days, ...(inbox && { inbox_id: inbox }) })

export const botFigures = (asked: Asked) => answer(api.botFigures({ query: query(asked) }))
export const behindBot = async (asked: Asked, figure: BotFigure) =>
  (await answer(api.listConversationsBehindBot({ query: { ...query(asked), figure } }))).items
