/** Which menu of the open conversation is open: keys and buttons open the same ones. */
import { reactive } from 'vue'

export interface DeskMenus {
  transfer: boolean
  help: boolean
  snooze: boolean
  tags: boolean
  followUp: boolean
  macro: boolean
  block: boolean
  merge: boolean
}

export const useDeskMenus = () =>
  reactive<DeskMenus>({
    transfer: false,
    help: false,
    snooze: false,
    tags: false,
    followUp: false,
    macro: false,
    block: false,
    merge: false,
  })
