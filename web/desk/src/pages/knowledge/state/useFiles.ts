/** The files of an entry's answers as they are shown, and those on their way to the server. */
import { toast } from '@zhanggui/ui'
import { inject, provide, ref, shallowReactive, watch, type InjectionKey, type Ref } from 'vue'
import { uploadFile, type KnowledgeEntry } from '@/app/knowledge'
import { tell } from '@/app/problems'
import type { StoredFile } from '@/live/model'

export type KnownFiles = Map<string, StoredFile>
export interface Uploading {
  key: number
  name: string
  share: number
}

const filesKey: InjectionKey<KnownFiles> = Symbol('files')
let last = 0

export function provideFiles(entry: Ref<KnowledgeEntry | null>) {
  const known: KnownFiles = shallowReactive(new Map())
  watch(
    entry,
    (now) => now?.answers.forEach(({ files }) => files.forEach((file) => known.set(file.id, file))),
    { immediate: true },
  )
  provide(filesKey, known)
}

export function useFiles(added: (id: string) => void) {
  const known = inject(filesKey, new Map())
  const uploading = ref<Uploading[]>([])

  async function send(file: File) {
    uploading.value.push({ key: ++last, name: file.name, share: 0 })
    const one = uploading.value.at(-1)!
    try {
      const stored = await uploadFile(file, (share) => (one.share = share))
      known.set(stored.id, stored)
      added(stored.id)
    } catch (error) {
      toast(tell(error).text, { tone: 'danger' })
    } finally {
      uploading.value = uploading.value.filter(({ key }) => key !== one.key)
    }
  }

  return {
    known,
    uploading,
    add: (files: Iterable<File>) => [...files].forEach((file) => void send(file)),
  }
}
