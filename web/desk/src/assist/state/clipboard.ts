/** The way to the clipboard, also where the page came over plain http and the browser offers none. */

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copySelection(text)
  }
}

/** As somebody would who marks the text and presses Ctrl+C. */
function copySelection(text: string): boolean {
  const before = document.activeElement
  const box = document.createElement('textarea')
  box.value = text
  box.readOnly = true
  box.className = 'fixed opacity-0'
  document.body.append(box)
  box.select()
  try {
    return document.execCommand('copy')
  } finally {
    box.remove()
    if (before instanceof HTMLElement) before.focus()
  }
}

/** Only over https, and not in every browser. */
export const canRead = () => typeof navigator.clipboard?.readText === 'function'

/** Null where the browser or its user says no. */
export const readText = () => navigator.clipboard.readText().catch(() => null)
