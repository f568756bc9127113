/** Types as an input method does: the browser sees a composition, and Enter with key code 229. */
import type { Page } from '@playwright/test'

export async function composeAndEnter(page: Page, spelling: string, word: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Input.imeSetComposition', {
    text: spelling,
    selectionStart: spelling.length,
    selectionEnd: spelling.length,
  })
  // The Enter that chooses the word.
  await devtools.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  })
  await devtools.send('Input.insertText', { text: word })
  await devtools.detach()
}
