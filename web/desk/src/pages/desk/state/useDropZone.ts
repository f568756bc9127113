/** Files dragged over the thread belong to the reply. */
import { ref } from 'vue'

const carries = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

export function useDropZone(dropped: (files: File[]) => void) {
  const over = ref(false)
  return {
    over,
    dragover(event: DragEvent) {
      if (!carries(event)) return
      event.preventDefault()
      over.value = true
    },
    dragleave(event: DragEvent) {
      const inside = (event.currentTarget as Node).contains(event.relatedTarget as Node | null)
      if (!inside) over.value = false
    },
    drop(event: DragEvent) {
      if (!carries(event)) return
      event.preventDefault()
      over.value = false
      dropped([...(event.dataTransfer?.files ?? [])])
    },
  }
}
