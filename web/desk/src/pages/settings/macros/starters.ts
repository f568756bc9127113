/** Two ideas for a shop that has no macro yet, in the reader's words. Pure. */
import type { MacroContent } from '@/app/macros'

export const STARTERS = ['soothe', 'thanks'] as const
export type Starter = (typeof STARTERS)[number]

export function starter(idea: Starter, t: (key: string) => string, shared: boolean): MacroContent {
  const name = t(`macros.idea.${idea}.name`)
  const words = {
    do: 'reply' as const,
    canned_reply_id: null,
    text: t(`macros.idea.${idea}.reply`),
  }
  const rest =
    idea === 'soothe'
      ? [
          {
            do: 'follow_up' as const,
            in_minutes: 4 * 60,
            text: t('macros.idea.soothe.follow_up'),
            staff_id: null,
          },
        ]
      : [{ do: 'solve' as const, tag_ids: [] }]
  return { shared, name, enabled: true, steps: [words, ...rest] }
}
