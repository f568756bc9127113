import type { BotButton } from '../chat/model'
import { useUi } from '../view/ui'
import { ask } from './bot'

/** Questions that a buyer asks by pressing them. */
export function Choices({ questions, label }: { questions: readonly BotButton[]; label: string }) {
  const { chat } = useUi()
  return (
    <ul class="choices" aria-label={label}>
      {questions.map((question) => (
        <li key={question.entry_id ?? question.label}>
          <button type="button" onClick={() => ask(chat, question)}>
            {question.label}
          </button>
        </li>
      ))}
    </ul>
  )
}
