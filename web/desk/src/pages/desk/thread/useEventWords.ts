/** What happened in a conversation, as a sentence. */
import { useI18n } from 'vue-i18n'
import type { Message } from '@/live/model'
import { useTags } from '@/app/tags'
import { useMoments } from '../state/useMoments'
import { usePeople } from '../state/usePeople'

export function useEventWords() {
  const { t, te } = useI18n()
  const people = usePeople()
  const moments = useMoments()
  const tags = useTags()

  return (message: Message): string => {
    const { name, data } = message.event ?? { name: 'other', data: {} }
    const field = (key: string) => (typeof data[key] === 'string' ? data[key] : null)
    const actor = field('by') ?? message.staff_id
    const by = actor ? people.name(actor) : ''
    const named = (key: string) =>
      Array.isArray(data[key]) ? tags.names(data[key] as string[]) : ''
    const [added, removed] = [named('added'), named('removed')]
    const to = field('assignee_id')
    const reason = field('reason')
    const group = field('group_name')
    /** The house itself acts without a name. */
    const say = (key: string, words: Record<string, string> = {}) => {
      if (by) return t(`desk.event.${key}`, { by, ...words })
      const line = t(`desk.event.${key}_auto`, words)
      return field('rule_id') ? t('desk.event.by_rule', { line }) : line
    }

    switch (name) {
      case 'assigned':
        if (reason && te(`desk.event.given_${reason}`)) {
          const [receiver, owner] = [to, field('from')].map((id) => (id ? people.name(id) : ''))
          return t(`desk.event.given_${reason}`, { to: receiver, from: owner })
        }
        if (!to) return group ? say('grouped', { group }) : say('unassigned')
        return to === actor
          ? t('desk.event.taken', { by })
          : say('assigned', { to: people.name(to) })
      case 'solved':
        if (reason === 'idle') return t('desk.event.solved_idle')
        if (reason === 'blocked') return say('solved_blocked')
        return added ? say('solved_because', { tags: added }) : say(name)
      case 'merged': {
        const inbox = people.inbox(field('inbox_id') ?? '')
        const number = String(data['number'] ?? '')
        return inbox ? say('merged_from', { number, inbox }) : say(name, { number })
      }
      case 'merge_undone':
      case 'split_off':
      case 'split_from':
      case 'split_undone':
        return say(name, { number: String(data['number'] ?? '') })
      case 'reopened':
      case 'marked_spam':
      case 'unmarked_spam':
        return say(name)
      case 'tagged':
        if (added && removed) return say('retagged', { added, removed })
        return removed ? say('untagged', { tags: removed }) : say('tagged', { tags: added })
      case 'snoozed':
        return field('until')
          ? say('snoozed', { time: moments.full(field('until')!) })
          : say('snoozed_until_reply')
      case 'stage_changed':
        return say('stage', { stage: t(`desk.stage.${field('stage')}`) })
      case 'left_offline':
        return t(`desk.event.left_offline_${data['closed'] === true ? 'closed' : 'nobody'}`)
      case 'touchpoint_changed':
        return say('touchpoint', { touchpoint: t(`desk.touchpoint.${field('touchpoint')}`) })
      default:
        return t(te(`desk.event.${name}`) ? `desk.event.${name}` : 'desk.event.other')
    }
  }
}
