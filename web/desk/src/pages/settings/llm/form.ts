/** The language model's settings as the form holds them. Pure. */
import type { LlmAbility, LlmSettings } from '@/app/api'

export const ABILITIES: LlmAbility[] = ['draft', 'rewrite', 'translate', 'summary', 'classify']

export interface Form {
  enabled: boolean
  address: string
  model: string
  /** Empty: the stored one stays. */
  key: string
  /** Numbers, as they are typed. */
  seconds: string
  tokens: string
  abilities: LlmAbility[]
}

export const formOf = (settings: LlmSettings): Form => ({
  enabled: settings.enabled,
  address: settings.address,
  model: settings.model,
  key: '',
  seconds: String(settings.time_box_seconds),
  tokens: String(settings.monthly_tokens),
  abilities: [...settings.abilities],
})

export const bodyOf = ({ key, seconds, tokens, abilities, address, model, ...rest }: Form) => ({
  ...rest,
  address: address.trim(),
  model: model.trim(),
  time_box_seconds: Number(seconds),
  monthly_tokens: Number(tokens),
  // The order of the choice is no change.
  abilities: ABILITIES.filter((ability) => abilities.includes(ability)),
  ...(key.trim() && { api_key: key.trim() }),
})

/** How much of the budget is used up, from 0 to 1. */
export const shareUsed = ({ usage, monthly_tokens }: LlmSettings): number =>
  monthly_tokens > 0 ? Math.min(1, usage.tokens / monthly_tokens) : 1
