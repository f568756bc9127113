import type { Agent } from '../chat/model'

export function Avatar({ agent, shop }: { agent: Agent | null | undefined; shop: string }) {
  const name = agent?.name ?? shop
  const initial = [...name.trim()][0]?.toUpperCase() ?? ''
  return (
    <span class={`avatar ${agent ? `hue-${agent.avatar_color % 8}` : 'shop'}`} aria-hidden="true">
      {initial}
    </span>
  )
}
