const REPEAT_MS = 3_000
const PAUSE_MS = 5_000

/** Tells that the buyer writes: at once, then every few seconds, and when it ended. */
export class TypingNotice {
  private toldAt = 0
  private pauseTimer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly tell: (typing: boolean) => void) {}

  wrote(text: string): void {
    if (!text.trim()) {
      this.stop()
      return
    }
    clearTimeout(this.pauseTimer)
    this.pauseTimer = setTimeout(() => this.stop(), PAUSE_MS)
    if (Date.now() - this.toldAt < REPEAT_MS) return
    this.toldAt = Date.now()
    this.tell(true)
  }

  stop(): void {
    clearTimeout(this.pauseTimer)
    if (this.toldAt === 0) return
    this.toldAt = 0
    this.tell(false)
  }
}
