/** Why a note did not go out, by the code of the server: a key and what fills it. */
export function whyNot(trouble: string | null | undefined): [key: string, gaps: { code: string }] {
  const code = trouble ?? ''
  const status = Number(/^http_(\d{3})$/.exec(code)?.[1])
  if (code === 'gone') return ['push.why.gone', { code }]
  if (!status) return ['push.why.unreachable', { code }]
  const passes = status === 429 || status === 408 || status >= 500
  return [passes ? 'push.why.busy' : 'push.why.refused', { code: String(status) }]
}
