import type { ChatState } from '../chat/state'
import { Along } from './Along'
import { Offer } from './Offer'
import { Turn } from './Turn'

/** What stands between the thread and the composer, for those whom it concerns. */
export function AboveComposer({ state: { queue, offer, inbox } }: { state: ChatState }) {
  return (
    <>
      {queue && <Turn place={queue} />}
      {offer && <Offer product={offer} />}
      {inbox?.typing_preview && <Along />}
    </>
  )
}
