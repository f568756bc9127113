import { defineConfig } from '@playwright/test'
import { browser } from '../browser'

export default defineConfig({
  testDir: '.',
  testMatch: ['take.ts', 'icons.ts'],
  outputDir: '../../test-results',
  timeout: 180_000,
  workers: 1,
  reporter: 'list',
  use: { ...browser, actionTimeout: 10_000 },
})
