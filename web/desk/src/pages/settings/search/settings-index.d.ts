declare module 'virtual:settings-index' {
  import type { SettingsIndex } from '@/../settingsIndex'

  const index: Pick<SettingsIndex, 'pages' | 'settings'>
  export default index
}
