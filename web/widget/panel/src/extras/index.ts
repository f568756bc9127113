import styles from './extras.css?inline'

export { upload } from '@zhanggui/api/upload'
export { AboveComposer } from './AboveComposer'
export { BotTools } from './BotTools'
export { Closed } from './Closed'
export { EmojiGrid } from './EmojiGrid'
export { Failed } from './Failed'
export { HotQuestions } from './HotQuestions'
export { Hours } from './Hours'
export { Preview } from './Preview'
export { Rich } from './Rich'
export { Settings } from './Settings'
export { chime } from './sound'
export { Typing } from './Typing'

// Unlike an element, a constructed sheet needs no leave from the content security policy.
const sheet = new CSSStyleSheet()
sheet.replaceSync(styles)
document.adoptedStyleSheets.push(sheet)
