// Before the first paint, so that a dark room stays dark. The rest is src/app/theme.ts.
;(function () {
  let chosen
  try {
    chosen = JSON.parse(localStorage.getItem('zg.preferences') || '{}').theme
  } catch {
    chosen = undefined
  }
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
