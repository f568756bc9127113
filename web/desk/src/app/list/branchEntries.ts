/** What can be done with a branch of a tree: named, added to, moved among its neighbours, and removed once nothing hangs on it. */
import { ArrowDown, ArrowUp, FolderPlus, Pencil, Trash2 } from '@lucide/vue'
import type { MenuEntry } from '@zhanggui/ui'

type Deed = 'change' | 'add' | 'up' | 'down' | 'remove'

interface Branch {
  words: Record<Deed, string>
  /** What cannot be done with this one, shown and not pressed. */
  barred: Record<Exclude<Deed, 'change'>, boolean>
  run: Record<Deed, () => void>
}

export function branchEntries({ words, barred, run }: Branch): MenuEntry[] {
  const entry = (deed: Exclude<Deed, 'change'>) => ({
    label: words[deed],
    disabled: barred[deed],
    run: run[deed],
  })
  return [
    { label: words.change, icon: Pencil, run: run.change },
    { ...entry('add'), icon: FolderPlus },
    { ...entry('up'), icon: ArrowUp },
    { ...entry('down'), icon: ArrowDown },
    'separator',
    { ...entry('remove'), icon: Trash2, tone: 'danger' },
  ]
}
