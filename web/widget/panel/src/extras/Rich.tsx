import { useEffect, useState } from 'preact/hooks'
import type { Card as CardData, Message, StoredFile } from '../chat/model'
import { Attachment } from './Attachment'
import { Card } from './Card'

export interface RichProps {
  kind: Message['kind']
  card?: CardData | null
  file?: StoredFile | null
  /** Not with the server yet. */
  upload?: File
  /** 0–1 while it is uploaded. */
  share?: number
}

/** What a message carries besides text. */
export function Rich({ kind, card, file, upload, share }: RichProps) {
  const url = useFileUrl(upload)
  if (card) return <Card card={card} />
  const shown = file ?? (upload && { ...waiting(upload), url: url ?? '' })
  if (!shown) return null
  return <Attachment kind={kind === 'image' ? 'image' : 'file'} file={shown} share={share} />
}

const waiting = ({ name, size, type }: File) => ({ id: '', name, size, mime: type })

/** An address for a file that is still here only. */
function useFileUrl(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!file) return
    const made = URL.createObjectURL(file)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url
}
