export * from './requests'
export { branch, height, lines, MOST_LEVELS, type Line } from './tree'
export { useReasonSettings, useTags } from './useTags'
