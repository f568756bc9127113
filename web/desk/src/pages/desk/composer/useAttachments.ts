/** Pictures and files chosen for the next reply, with what is too large set aside. */
import { onScopeDispose, ref } from 'vue'
import { isImage } from '../files'

/** The server refuses more. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024

export interface Attachment {
  id: number
  file: File
  /** An address of the picture in this page; null for other files. */
  preview: string | null
}

let last = 0

export function useAttachments(refused: (file: File) => void) {
  const attachments = ref<Attachment[]>([])
  const forget = ({ preview }: Attachment) => preview && URL.revokeObjectURL(preview)

  function add(files: Iterable<File>) {
    for (const file of files) {
      if (file.size > MAX_FILE_BYTES) refused(file)
      else {
        const preview = isImage(file.type) ? URL.createObjectURL(file) : null
        attachments.value.push({ id: ++last, file, preview })
      }
    }
  }

  function remove(id: number) {
    attachments.value.filter((one) => one.id === id).forEach(forget)
    attachments.value = attachments.value.filter((one) => one.id !== id)
  }

  /** Hands them over and starts anew. */
  function takeAll(): File[] {
    const files = attachments.value.map(({ file }) => file)
    attachments.value.forEach(forget)
    attachments.value = []
    return files
  }

  onScopeDispose(() => attachments.value.forEach(forget))
  return { attachments, add, remove, takeAll }
}
