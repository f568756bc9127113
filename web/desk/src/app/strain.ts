/** A run of hostile words wears whoever reads them: then a break is suggested, and nothing else is done with them. */
import { ref } from 'vue'
import type { LiveEvent } from '@/live/model'

/** So many hostile messages in so long are a run. */
const RUN = 3
const WITHIN_MS = 15 * 60_000
/** Who was asked is left in peace for so long. */
const AGAIN_MS = 30 * 60_000

/** What is said to a person, not of a thing: a rubbish bag and a tumble dryer are goods. */
const HOSTILE = [
  /骗子|騙子|奸商|黑店|人渣|混蛋|王八|白痴|白癡|脑残|腦殘|智障|废物|廢物|神经病|神經病|有病吧/,
  /不要脸|不要臉|无耻|無恥|恶心人|噁心人|去死|吃屎|狗屁|傻[逼叉x]|煞笔|滚蛋|滾蛋|给我滚|給我滾|闭嘴|閉嘴/,
  /(?:他|你|尼)[妈媽]|操你|[干幹]你|草泥马|垃圾(?:店|客服|服务|服務|公司|东西|東西)|你们?(?:是|真)垃圾/,
  /(?:^|[^a-z])(?:idiots?|morons?|stupid|scam(?:mers?)?|liars?|shut up|f+u+c+k\w*|bullshit|assholes?|bastards?|pathetic|go to hell)(?![a-z])/i,
]

export const isHostile = (text: string) => HOSTILE.some((words) => words.test(text))

/** Notes when hostile words came; tells whether they are a run now. */
export function countStrain() {
  let times: number[] = []
  let askedAt = -Infinity
  return (now: number): boolean => {
    times = [...times.filter((at) => now - at < WITHIN_MS), now]
    if (times.length < RUN || now - askedAt < AGAIN_MS) return false
    askedAt = now
    times = []
    return true
  }
}

/** The conversation whose words were the last of a run; null: nothing to suggest. */
export const strain = ref<string | null>(null)
let count = countStrain()

/** What buyers say to me. */
export function feel(event: LiveEvent, staffId: string, now = Date.now()) {
  const { message, conversation } = event.data
  if (event.name !== 'message.created' || message?.author !== 'customer') return
  if (conversation?.assignee_id !== staffId || !isHostile(message.text ?? '')) return
  if (count(now)) strain.value = conversation.id
}

export function forgetStrain() {
  count = countStrain()
  strain.value = null
}
