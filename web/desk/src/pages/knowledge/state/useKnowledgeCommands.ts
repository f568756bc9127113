/** What the palette offers while the page is open. */
import { Bot, FlaskConical, Lightbulb, Plus, Ruler, Upload } from '@lucide/vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useCommands, type Command } from '@/app/commands'
import { can } from '@/app/session'

export function useKnowledgeCommands(run: { create(): void; ask(): void; import(): void }) {
  const { t } = useI18n()
  const router = useRouter()

  useCommands(() => {
    const all: (Command | false)[] = [
      can('propose_knowledge') && {
        id: 'knowledge-new',
        group: 'action',
        title: t('knowledge.create'),
        words: 'new entry faq',
        icon: Plus,
        keys: 'N',
        run: run.create,
      },
      {
        id: 'knowledge-ask',
        group: 'action',
        title: t('knowledge.ask.label'),
        words: 'ask bot',
        icon: Bot,
        run: run.ask,
      },
      {
        id: 'knowledge-learn',
        group: 'action',
        title: t('knowledge.learn.title'),
        words: 'learn unanswered candidates',
        icon: Lightbulb,
        run: () => void router.push('/knowledge/learn'),
      },
      {
        id: 'knowledge-sizes',
        group: 'action',
        title: t('sizes.title'),
        words: 'size chart',
        icon: Ruler,
        run: () => void router.push('/knowledge/sizes'),
      },
      {
        id: 'knowledge-learn',
        group: 'action',
        title: t('knowledge.learn.title'),
        words: 'learn unanswered candidates',
        icon: Lightbulb,
        run: () => void router.push('/knowledge/learn'),
      },
      {
        id: 'knowledge-test',
        group: 'action',
        title: t('knowledge.bench.title'),
        words: 'test bench',
        icon: FlaskConical,
        run: () => void router.push('/knowledge/test'),
      },
      can('manage_knowledge') && {
        id: 'knowledge-import',
        group: 'action',
        title: t('knowledge.import.title'),
        words: 'import csv xlsx',
        icon: Upload,
        run: run.import,
      },
    ]
    return all.filter((one) => one !== false)
  })
}
