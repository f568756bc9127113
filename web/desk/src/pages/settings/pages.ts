/** The pages of the settings as the side list and the search name them. */
import {
  Ban,
  Bot,
  CalendarClock,
  Inbox,
  KeyRound,
  LogIn,
  MailX,
  MessageSquareMore,
  MessageSquareQuote,
  Palette,
  ScrollText,
  ShieldCheck,
  Sparkles,
  Split,
  Store,
  Tags,
  Timer,
  UserRound,
  UsersRound,
  Webhook,
  Workflow,
  Zap,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { Permission } from '@/app/api'

export interface Page {
  name: string
  icon: Component
  /** Where it is called otherwise than its words are. */
  path?: string
  /** Without it there is nothing to see. */
  needs?: Permission
  /** Without it there is nothing to set on the page of one of its things. */
  one?: Permission
}

export const mine: Page[] = [
  { name: 'profile', icon: UserRound },
  { name: 'appearance', icon: Palette },
]

export const ours: Page[] = [
  { name: 'shop', icon: Store, needs: 'manage_shop' },
  { name: 'inboxes', icon: Inbox, one: 'manage_inboxes' },
  { name: 'reception', icon: Split },
  { name: 'automatic_messages', path: 'automatic-messages', icon: MessageSquareMore },
  { name: 'rules', icon: Workflow },
  { name: 'hours', icon: CalendarClock },
  { name: 'targets', icon: Timer },
  { name: 'bot', icon: Bot, needs: 'read_knowledge' },
  { name: 'canned_replies', path: 'canned-replies', icon: MessageSquareQuote },
  { name: 'macros', icon: Zap },
  { name: 'tags', icon: Tags },
  { name: 'blocked', icon: Ban },
  { name: 'llm', icon: Sparkles, needs: 'manage_integrations' },
  { name: 'staff', icon: UsersRound },
  { name: 'sign_in', icon: LogIn, needs: 'manage_sign_in' },
  { name: 'tokens', icon: KeyRound, needs: 'manage_tokens' },
  { name: 'webhooks', icon: Webhook, needs: 'manage_integrations' },
  { name: 'outbox', icon: MailX, needs: 'manage_integrations' },
  { name: 'privacy', icon: ShieldCheck, needs: 'manage_privacy' },
  { name: 'audit', icon: ScrollText, needs: 'read_audit' },
]

export const pages: Page[] = [...mine, ...ours]

export const pathOf = (page: Page) => page.path ?? page.name
