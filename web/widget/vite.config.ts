import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/**
 * The panel in the frame: `panel.html` and its hashed assets. Built as a library, since an application's build adds
 * a loader for chunks that costs the panel 0.6 KB and does nothing here.
 */
export default defineConfig({
  plugins: [panelPage()],
  oxc: {
    jsx: { runtime: 'classic', pragma: 'h', pragmaFrag: 'Fragment' },
    jsxInject: "import { h, Fragment } from 'preact'",
  },
  json: { namedExports: false },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: '../dist/widget',
    emptyOutDir: true,
    target: ['es2022', 'chrome111', 'safari16.4', 'firefox115'],
    // Newer than the scripts: browsers in between show plain colours, and no fallback is written for each.
    cssTarget: ['chrome123', 'safari17.5', 'firefox121'],
    minify: 'terser',
    terserOptions: { module: true, compress: { passes: 3, ecma: 2022, unsafe_arrows: true } },
    lib: { entry: 'panel/src/main.tsx', formats: ['es'] },
    rolldownOptions: {
      preserveEntrySignatures: false,
      output: {
        minify: true,
        entryFileNames: 'assets/panel-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/panel-[hash][extname]',
      },
    },
  },
  test: { include: ['**/*.test.{ts,tsx}'] },
})

/** Writes the page that loads what was built. */
function panelPage(): Plugin {
  return {
    name: 'panel-page',
    enforce: 'post',
    generateBundle(_, bundle) {
      const names = Object.values(bundle)
      const script = names.find((one) => one.type === 'chunk' && one.isEntry)?.fileName ?? ''
      const style = names.find((one) => one.fileName.endsWith('.css'))?.fileName ?? ''
      const template = readFileSync(new URL('panel/panel.html', import.meta.url), 'utf8')
      const source = template.replace('%style%', style).replace('%script%', script)
      this.emitFile({ type: 'asset', fileName: 'panel.html', source })
    },
  }
}
