import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

const NEAR_PX = 80
const TOP_PX = 160

interface Follow {
  /** Of the oldest message: older ones came above when it falls. */
  first: number | undefined
  /** How many of the buyer's own wait: a new one leads to the end. */
  mine: number
  /** Of the newest message. */
  news: number | undefined
  opened: boolean
  atTop(): void
  /** The end of the thread is in view. */
  atEnd(): void
}

/** Stays at the end while the reader is there, and stays put while older messages come in above. */
export function useScroll({ first, mine, news, opened, atTop, atEnd }: Follow) {
  const list = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const sticks = useRef(true)
  const top = useRef(0)
  const before = useRef({ first, mine, height: 0 })

  const toEnd = () => {
    const box = list.current
    if (box) box.scrollTop = box.scrollHeight
    sticks.current = true
    setAtEnd(true)
  }

  useLayoutEffect(() => {
    const box = list.current
    if (!box) return
    const was = before.current
    const grewAbove = was.first !== undefined && first !== undefined && first < was.first
    if (grewAbove) box.scrollTop += box.scrollHeight - was.height
    else if (mine > was.mine || sticks.current) toEnd()
    before.current = { first, mine, height: box.scrollHeight }
  })

  useEffect(() => {
    if (opened) toEnd()
  }, [opened])

  useEffect(() => {
    if (sticks.current) atEnd()
  }, [news, opened, isAtEnd])

  useEffect(() => {
    const box = list.current!
    const follow = () => {
      if (sticks.current) box.scrollTop = box.scrollHeight
      before.current.height = box.scrollHeight
    }
    // Pictures arrive late, the keyboard takes room: the end stays in view all the same.
    const watcher = new ResizeObserver(follow)
    watcher.observe(box)
    watcher.observe(content.current!)
    return () => watcher.disconnect()
  }, [])

  const latest = useRef({ atTop, atEnd })
  latest.current = { atTop, atEnd }
  useEffect(() => {
    const box = list.current!
    const look = () => {
      // What grows below moves the end away without the reader having moved.
      const up = box.scrollTop < top.current
      top.current = box.scrollTop
      if (box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX) sticks.current = true
      else if (up) sticks.current = false
      setAtEnd(sticks.current)
      if (box.scrollTop < TOP_PX) latest.current.atTop()
    }
    const show = () => sticks.current && latest.current.atEnd()
    box.addEventListener('scroll', look, { passive: true })
    document.addEventListener('visibilitychange', show)
    return () => {
      box.removeEventListener('scroll', look)
      document.removeEventListener('visibilitychange', show)
    }
  }, [])

  return { list, content, atEnd: isAtEnd, toEnd }
}
