import { useState } from 'preact/hooks'
import type { StoredFile } from '../chat/model'
import { readableSize } from './size'
import { Icon } from '../view/icons'
import { useUi } from '../view/ui'

interface Props {
  file: StoredFile
  kind: 'image' | 'file'
  /** 0–1 while it is uploaded. */
  share?: number
}

export function Attachment({ file, kind, share }: Props) {
  const { t } = useUi()
  return (
    <div class="attachment">
      {kind === 'image' ? <Picture file={file} /> : <Download file={file} />}
      {share !== undefined && <progress value={share} max={1} aria-label={t('fate_sending')} />}
    </div>
  )
}

function Picture({ file }: { file: StoredFile }) {
  const { t, openImage } = useUi()
  const [broken, setBroken] = useState(false)
  if (broken) return <p class="recalled">{t('broken_image')}</p>
  return (
    <button
      type="button"
      class="picture"
      aria-label={t('open_image', { name: file.name })}
      onClick={() => openImage(file)}
    >
      {file.url && (
        <img
          src={file.thumb_url ?? file.url}
          alt={t('image_of', { name: file.name })}
          width={file.width ?? undefined}
          height={file.height ?? undefined}
          onError={() => setBroken(true)}
        />
      )}
    </button>
  )
}

function Download({ file }: { file: StoredFile }) {
  const { t, words } = useUi()
  return (
    <a
      class="file"
      href={file.url || undefined}
      download={file.name}
      aria-label={t('download', { name: file.name })}
    >
      <Icon name="file" />
      <span>
        <b>{file.name}</b>
        <small>{readableSize(file.size, words.locale)}</small>
      </span>
    </a>
  )
}
