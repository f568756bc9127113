declare module 'virtual:settings-index' {
  import type { Setting, SettingsPage } from '../../../../settingsIndex'
  const index: { pages: SettingsPage[]; settings: Setting[] }
  export default index
}
