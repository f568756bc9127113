import { defineConfig } from 'vite'

/** One classic script without dependencies, for any shop page. */
export default defineConfig({
  build: {
    outDir: '../dist/widget',
    emptyOutDir: false,
    target: 'es2022',
    lib: {
      entry: 'loader/main.ts',
      formats: ['iife'],
      name: 'zhanggui',
      fileName: () => 'widget.js',
    },
  },
})
