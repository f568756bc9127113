/** What the bot achieved, as groups of figures. Pure. */
import { percent } from '@/app/percent'
import type { BotFigure, BotFigures } from './requests'

export interface ReportFigure {
  key: string
  /** What its conversations are asked for by. */
  figure: BotFigure
  value: string
  /** `6 / 20`: what it is a share of. */
  of: string
}

/** Of nothing there is no share. */
function share(part: number, whole: number, locale: string): Pick<ReportFigure, 'value' | 'of'> {
  const number = (value: number) => new Intl.NumberFormat(locale).format(value)
  return {
    value: whole ? percent(part / whole, locale) : '—',
    of: whole ? `${number(part)} / ${number(whole)}` : '',
  }
}

export function groupsOf(bot: BotFigures, locale: string) {
  const of = (key: string, figure: BotFigure, part: number, whole: number): ReportFigure => ({
    key,
    figure,
    ...share(part, whole, locale),
  })
  const called = bot.called_at_once + bot.called_later
  const { conversations, bot_only: alone, questions } = bot
  return [
    {
      key: 'conversations',
      figures: [
        of('alone', 'bot_only', alone, conversations),
        of('net', 'bot_only', alone, alone + called),
        of('called_at_once', 'called_at_once', bot.called_at_once, conversations),
        of('called_later', 'called_later', bot.called_later, conversations),
        of('taken_over', 'taken_over', bot.taken_over, conversations),
      ],
    },
    {
      key: 'questions',
      figures: [
        of('answered', 'answered', bot.answered, questions),
        of('small_talk', 'small_talk', bot.small_talk, questions),
        of('recommended', 'recommended', bot.recommended, questions),
        of('picked', 'picked', bot.picked, bot.recommended),
        of('pressed', 'pressed', bot.pressed, questions),
        of('sizes', 'sizes', bot.sizes, questions),
        of('fallback', 'fallback', bot.fallback, questions),
        of('left_to_people', 'left_to_people', bot.left_to_people, questions),
      ],
    },
    {
      key: 'said',
      figures: [
        of('solved', 'solved', bot.solved, alone),
        of('unsolved', 'unsolved', bot.unsolved, alone),
        of('silent', 'silent', bot.silent, alone),
        of('helpful', 'helpful', bot.helpful, bot.helpful + bot.unhelpful),
        of('unhelpful', 'unhelpful', bot.unhelpful, bot.helpful + bot.unhelpful),
      ],
    },
  ]
}

/** The figure that an address names, if there is one. */
export const figureOf = (named: unknown, all: ReportFigure[]): ReportFigure | null =>
  all.find(({ key }) => key === named) ?? null
