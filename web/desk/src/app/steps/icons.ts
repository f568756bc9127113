import {
  AlarmClock,
  BellPlus,
  Check,
  MessageSquareText,
  NotebookPen,
  PackageCheck,
  Tag,
  TagX,
  UserRoundCheck,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { Kind } from './steps'

export const icons: Record<Kind, Component> = {
  reply: MessageSquareText,
  note: NotebookPen,
  tag: Tag,
  untag: TagX,
  assign: UserRoundCheck,
  stage: PackageCheck,
  follow_up: BellPlus,
  snooze: AlarmClock,
  solve: Check,
}
