import { CalendarClock, Copy, MessageSquarePlus, Split, Umbrella } from '@lucide/vue'
import type { Component } from 'vue'
import type { Flag } from '@/app/knowledge'

export const FLAG_ICONS: Record<Flag, Component> = {
  no_fallback: Umbrella,
  conflict: Split,
  expires_soon: CalendarClock,
  duplicate: Copy,
  proposal_waits: MessageSquarePlus,
}
