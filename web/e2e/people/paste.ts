import type { Locator } from '@playwright/test'

/** Pastes a file as the clipboard would bring it. */
export async function pasteFile(field: Locator, name: string, type: string, bytes: Buffer) {
  await field.evaluate(
    (element, file) => {
      const data = new DataTransfer()
      const content = Uint8Array.from(atob(file.base64), (char) => char.charCodeAt(0))
      data.items.add(new File([content], file.name, { type: file.type }))
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true })
      element.dispatchEvent(event)
    },
    { name, type, base64: bytes.toString('base64') },
  )
}

/** Pastes words, line breaks and all. */
export async function pasteText(field: Locator, text: string) {
  await field.evaluate((element, words) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', words)
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    )
  }, text)
}
