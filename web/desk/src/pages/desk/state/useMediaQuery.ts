import { onScopeDispose, ref, type Ref } from 'vue'

export function useMediaQuery(query: string): Readonly<Ref<boolean>> {
  const media = matchMedia(query)
  const matches = ref(media.matches)
  const change = () => (matches.value = media.matches)
  media.addEventListener('change', change)
  onScopeDispose(() => media.removeEventListener('change', change))
  return matches
}
