/** Changes a colleague at once and offers the way back. */
import { toast } from '@zhanggui/ui'
import { useQueryClient } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { updateStaff, type Staff } from '@/app/api'
import { tell } from '@/app/problems'
import { keys } from '@/live/keys'

type Change = Partial<Pick<Staff, 'role' | 'active'>>

export function useStaffChange() {
  const { t } = useI18n()
  const queries = useQueryClient()

  const show = (staff: Staff) =>
    queries.setQueryData<Staff[]>(keys.staff, (list) =>
      list?.map((one) => (one.id === staff.id ? { ...one, ...staff } : one)),
    )

  function words(person: Staff, change: Change): string {
    if (change.role) {
      return t('settings.staff.role_changed', {
        name: person.name,
        role: t(`app.role.${change.role}`),
      })
    }
    return t(change.active ? 'settings.staff.activated' : 'settings.staff.deactivated', {
      name: person.name,
    })
  }

  async function apply(person: Staff, change: Change): Promise<boolean> {
    show({ ...person, ...change })
    try {
      show(await updateStaff(person.id, change))
      return true
    } catch (error) {
      show(person)
      toast(tell(error).text, { tone: 'danger' })
      return false
    }
  }

  return async function change(person: Staff, wanted: Change) {
    if (!(await apply(person, wanted))) return
    const back: Change = 'role' in wanted ? { role: person.role } : { active: person.active }
    toast(words(person, wanted), {
      tone: 'ok',
      action: { label: t('app.undo'), run: () => void apply({ ...person, ...wanted }, back) },
    })
  }
}
