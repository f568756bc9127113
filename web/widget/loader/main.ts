/**
 * The script on the shop's page: a launcher, and a frame with the panel once the buyer shows interest.
 *
 * Invariant: a page view without interaction costs the shop one request, this file.
 */
import { Widget } from './widget'

const script = document.currentScript as HTMLScriptElement | null

function start(): void {
  const key = script?.dataset.key
  if (!script || !key || window.Zhanggui) return
  const widget = new Widget(script, key)
  window.Zhanggui = {
    open: () => widget.setOpen(true),
    close: () => widget.setOpen(false),
    identify: (token) => widget.identify(token),
    setPage: (page) => widget.setPage(page),
    setLocale: (locale) => widget.setLocale(locale),
  }
  dispatchEvent(new Event('zhanggui:ready'))
}

if (document.body) start()
else addEventListener('DOMContentLoaded', start)
