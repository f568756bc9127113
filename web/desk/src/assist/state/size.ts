/** Which size fits whoever the words speak of. */
import { adviseSize, type SizeAdvice } from '@zhanggui/api/gen'
import { answer } from '@/live/http'

/** In the buyer's language; the shop's own where the words are Chinese. */
const localeOf = (text: string) => (/\p{Script=Han}/u.test(text) ? {} : { locale: 'en' })

/** Null where the server has no advice to give. */
export const askForSize = (
  text: string,
  product: string | null | undefined,
  signal: AbortSignal,
): Promise<SizeAdvice | null> =>
  answer(
    adviseSize({ body: { text, ...(product && { product }), ...localeOf(text) }, signal }),
  ).catch(() => null)
