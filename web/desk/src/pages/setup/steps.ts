export const STEPS = ['shop', 'script', 'invite', 'chat'] as const
export type Step = (typeof STEPS)[number]

/** The first that is not done; none when all are. */
export function nextStep(done: Record<Step, boolean>): Step | null {
  return STEPS.find((step) => !done[step]) ?? null
}
