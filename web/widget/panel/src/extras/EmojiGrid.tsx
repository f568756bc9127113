import { useEffect, useRef, useState } from 'preact/hooks'
import { useUi } from '../view/ui'

/** What buyers say in a shop: moods, thanks, hurry, parcels, gifts. */
const EMOJI = [
  ...'😊😄😂🤣😍🥰😘😋🤔😅😭😢😟😡😱🥺🙄😴👍👎👌🙏👏💪🤝✌️👋🌹🎉🎁❤️💔💯🔥⭐✨📦🚚🏠📞⏰💰🧾👗👟🧥👜🍼📏✅❌❓❗'.matchAll(
    /\p{Extended_Pictographic}\ufe0f?/gu,
  ),
].map(([emoji]) => emoji)

const COLUMNS = 8
const MOVES: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -COLUMNS,
  ArrowDown: COLUMNS,
}

/** One stop for the Tab key; arrows move within. */
export function EmojiGrid({ pick }: { pick(emoji: string): void }) {
  const { t } = useUi()
  const [current, setCurrent] = useState(0)
  const grid = useRef<HTMLDivElement>(null)
  const focus = (index: number) =>
    (grid.current?.children[index] as HTMLElement | undefined)?.focus()
  useEffect(() => focus(0), [])

  const move = (event: KeyboardEvent) => {
    const next = current + (MOVES[event.key] ?? 0)
    if (next === current || next < 0 || next >= EMOJI.length) return
    event.preventDefault()
    setCurrent(next)
    focus(next)
  }

  return (
    <div class="pop grid" ref={grid} role="group" aria-label={t('emoji')} onKeyDown={move}>
      {EMOJI.map((emoji, index) => (
        <button
          key={emoji}
          type="button"
          tabIndex={index === current ? 0 : -1}
          onFocus={() => setCurrent(index)}
          onClick={() => pick(emoji)}
        >
          {emoji}
        </button>
      ))}
    </div>
  )
}
