/** Which side of a help request somebody is on. Pure. */
import type { HelpRequest } from '@/app/helpRequests'

/** Asked of me, alone or as one of a group: the server tells nobody else. */
export const asksMe = (request: HelpRequest, me: string) =>
  request.asked_by !== me && !request.answered_at

/** There is something for me to do: to answer, to wait, to take the answer. */
export const concernsMe = (request: HelpRequest, me: string) =>
  request.asked_by === me || asksMe(request, me)
