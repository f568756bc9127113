import type { HotQuestion } from '../chat/model'
import { useUi } from '../view/ui'
import { Choices } from './Choices'

/** Questions to press before the first message. */
export function HotQuestions({ questions }: { questions: readonly HotQuestion[] }) {
  const { t } = useUi()
  const choices = questions.map(({ entry_id, title }) => ({ entry_id, label: title }))
  return (
    <section class="hot">
      <p>{t('hot_questions')}</p>
      <Choices questions={choices} label={t('hot_questions')} />
    </section>
  )
}
