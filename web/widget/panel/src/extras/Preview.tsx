import { useEffect, useRef } from 'preact/hooks'
import type { StoredFile } from '../chat/model'
import { Icon } from '../view/icons'
import { useUi } from '../view/ui'

/** A picture in full; the dialog keeps the focus and gives it back. */
export function Preview({
  image,
  close,
}: {
  image: Pick<StoredFile, 'name' | 'url'>
  close(): void
}) {
  const { t } = useUi()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      class="preview"
      aria-label={t('image_of', { name: image.name })}
      onClose={close}
      onKeyDown={(event) =>
        event.key === 'Escape' && event.preventDefault() === undefined && dialog.current?.close()
      }
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
    >
      <img src={image.url} alt={t('image_of', { name: image.name })} />
      <div class="preview-tools">
        <a
          class="tool"
          href={image.url}
          download={image.name}
          aria-label={t('download', { name: image.name })}
        >
          <Icon name="download" />
        </a>
        <button
          type="button"
          class="tool"
          aria-label={t('close_image')}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
    </dialog>
  )
}
