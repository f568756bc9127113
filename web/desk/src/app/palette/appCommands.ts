/** What can be done from every page. */
import {
  FlaskConical,
  GraduationCap,
  Keyboard,
  Languages,
  ListChecks,
  MessageSquareQuote,
  LogOut,
  Moon,
  PanelRight,
  Sun,
  UserPlus,
} from '@lucide/vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { startTestChat } from '../api'
import { openAssist } from '../assist'
import { useCommands, useKeyGroup, type Command } from '../commands'
import { changeLocale, locale, LOCALES } from '../locale'
import { sheetOpen } from '../overlays'
import { allPlaces } from '../places'
import { can, leave } from '../session'
import { theme, toggleTheme } from '../theme'
import { attempt } from '../useForm'
import { modifier } from './keys'

export async function openTestChat() {
  // Opened before the answer: a window opened later would be taken for an advertisement.
  const tab = window.open('', '_blank')
  const answer = await attempt(startTestChat)
  if (answer && tab) tab.location.href = answer.page_url
  else tab?.close()
  return answer
}

export function useAppCommands() {
  const { t } = useI18n()
  const router = useRouter()

  useCommands(() => {
    const pages: Command[] = allPlaces.map((place) => ({
      id: `go${place.path}`,
      group: 'page',
      title: t(place.title),
      words: place.path,
      icon: place.icon,
      keys: `G ${place.letter}`,
      run: () => void router.push(place.path),
    }))
    const actions: (Command | false)[] = [
      {
        id: 'test-chat',
        group: 'action',
        title: t('app.palette.new_test_chat'),
        words: 'test',
        icon: FlaskConical,
        run: () => void openTestChat(),
      },
      can('read_knowledge') && {
        id: 'assist',
        group: 'action',
        title: t('assist.open'),
        words: 'assist panel',
        icon: PanelRight,
        run: openAssist,
      },
      {
        id: 'canned-replies',
        group: 'action',
        title: t('canned.menu.manage'),
        words: 'canned replies templates snippets',
        icon: MessageSquareQuote,
        run: () => void router.push('/settings/canned-replies'),
      },
      can('manage_staff') && {
        id: 'invite',
        group: 'action',
        title: t('app.palette.invite'),
        words: 'invite',
        icon: UserPlus,
        run: () => void router.push('/settings/staff?invite=1'),
      },
      can('manage_shop') && {
        id: 'setup',
        group: 'action',
        title: t('app.place.setup'),
        words: 'setup',
        icon: ListChecks,
        run: () => void router.push('/setup'),
      },
      {
        id: 'keys',
        group: 'action',
        title: t('app.shortcuts'),
        words: 'keyboard shortcuts',
        icon: Keyboard,
        keys: '?',
        run: () => (sheetOpen.value = true),
      },
      {
        id: 'tour',
        group: 'action',
        title: t('tour.title'),
        words: 'tour practice training',
        icon: GraduationCap,
        run: () => void router.push('/tour'),
      },
      {
        id: 'sign-out',
        group: 'action',
        title: t('app.sign_out'),
        words: 'log out',
        icon: LogOut,
        run: () => void attempt(leave),
      },
    ]
    const looks: Command[] = [
      {
        id: 'theme',
        group: 'appearance',
        title: t(theme.value === 'dark' ? 'app.theme_light' : 'app.theme_dark'),
        words: 'theme dark light',
        icon: theme.value === 'dark' ? Sun : Moon,
        run: toggleTheme,
      },
      ...LOCALES.filter(({ value }) => value !== locale.value).map(({ value, label }) => ({
        id: `locale-${value}`,
        group: 'appearance' as const,
        title: label,
        words: `language ${value}`,
        icon: Languages,
        run: () => void changeLocale(value, true),
      })),
    ]
    return [...pages, ...actions.filter((action) => action !== false), ...looks]
  })

  useKeyGroup(() => ({
    title: t('app.keys.everywhere'),
    keys: [
      { keys: `${modifier} K`, text: t('app.keys.palette') },
      { keys: '?', text: t('app.keys.sheet') },
      ...allPlaces.map((place) => ({
        keys: `G ${place.letter}`,
        text: t('app.keys.go', { place: t(place.title) }),
      })),
    ],
  }))
}
