import { computed, inject, type ComputedRef, type InjectionKey } from 'vue'

/** What a Field tells the control inside it, so that label, hint and error are read with it. */
export interface FieldAttributes {
  id?: string
  required?: boolean
  'aria-describedby'?: string
  'aria-invalid'?: 'true' | undefined
}

export const fieldKey: InjectionKey<ComputedRef<FieldAttributes>> = Symbol('field')

const alone = computed<FieldAttributes>(() => ({}))

export const useField = () => inject(fieldKey, alone)
