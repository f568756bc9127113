/** Light modules that readers want around a QR code. */
export const QUIET_ZONE = 4

/** A secret in groups of four, as it is read aloud and typed; apps skip the blanks. */
export const grouped = (secret: string) => secret.match(/.{1,4}/g)?.join(' ') ?? ''

/** Keeps recovery codes as a text file. */
export function download(codes: string[], title: string): void {
  const file = new Blob([`${title}\n\n${codes.join('\n')}\n`], { type: 'text/plain' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = 'zhanggui-recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(link.href)
}
