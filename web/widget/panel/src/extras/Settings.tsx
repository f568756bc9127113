import { useEffect, useRef, useState } from 'preact/hooks'
import type { Store } from '../chat/store'
import { choose, type Settings as Chosen, type Theme } from '../settings'
import { useUi } from '../view/ui'
import { languages } from '../words'
import { isQuiet, setQuiet } from './sound'

const THEMES: Theme[] = ['auto', 'light', 'dark']

/** Sound, language and appearance. */
export function Settings({ settings }: { settings: Store<Chosen> }) {
  const { t, words } = useUi()
  const { theme } = settings.value
  const [quiet, setQuietShown] = useState(isQuiet())
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.querySelector('input')?.focus(), [])

  return (
    <div ref={box} class="pop settings" role="group" aria-label={t('settings')}>
      <label class="switch">
        <span>{t('sound')}</span>
        <input
          type="checkbox"
          role="switch"
          checked={!quiet}
          onChange={(event) => {
            setQuiet(!event.currentTarget.checked)
            setQuietShown(!event.currentTarget.checked)
          }}
        />
      </label>
      <Choice
        label={t('language')}
        name="locale"
        value={words.locale}
        options={languages}
        choose={(locale) => choose(settings, { locale })}
      />
      <Choice
        label={t('theme')}
        name="theme"
        value={theme}
        options={THEMES.map((id) => [id, t(`theme_${id}`)])}
        choose={(chosen) => choose(settings, { theme: chosen })}
      />
    </div>
  )
}

interface ChoiceProps<Id extends string> {
  label: string
  name: string
  value: Id
  options: [Id, string][]
  choose(id: Id): void
}

function Choice<Id extends string>({ label, name, value, options, choose }: ChoiceProps<Id>) {
  return (
    <fieldset>
      <legend>{label}</legend>
      <div class="choice">
        {options.map(([id, text]) => (
          <label key={id}>
            <input type="radio" name={name} checked={id === value} onChange={() => choose(id)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
