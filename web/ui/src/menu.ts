import type { Component } from 'vue'

export type MenuEntry =
  | 'separator'
  | { heading: string }
  | {
      label: string
      run: () => void
      icon?: Component
      hint?: string
      kbd?: string
      tone?: 'danger'
      disabled?: boolean
      /** Given for entries of which one is chosen. */
      checked?: boolean
    }
