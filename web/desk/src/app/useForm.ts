/** One form's way to the server: busy while it sends, each error beside its field or above the button. */
import { reactive, ref } from 'vue'
import { toast } from '@zhanggui/ui'
import { tell } from './problems'

export function useForm() {
  const busy = ref(false)
  const errors = reactive<Record<string, string>>({})
  const failure = ref<string | null>(null)

  function clear() {
    for (const field of Object.keys(errors)) delete errors[field]
    failure.value = null
  }

  /** `fields` are those the form shows; an error of any other goes above the button. */
  async function submit<T>(fields: string[], send: () => Promise<T>): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    clear()
    try {
      return await send()
    } catch (error) {
      const { field, text } = tell(error)
      if (field && fields.includes(field)) errors[field] = text
      else failure.value = text
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { busy, errors, failure, submit, clear }
}

/** Does it, and says so where it failed. */
export async function attempt<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send()
  } catch (error) {
    toast(tell(error).text, { tone: 'danger' })
    return undefined
  }
}
