/** The two overlays any page can open. */
import { ref } from 'vue'

export const paletteOpen = ref(false)
export const sheetOpen = ref(false)
