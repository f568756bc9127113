/** Time zones as the browser knows them. */

export const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** All of them, the one in use included even where the browser has another name for it. */
export function timezones(current: string): string[] {
  const known = Intl.supportedValuesOf('timeZone')
  return known.includes(current) ? known : [current, ...known]
}
