import { defineConfig } from '@playwright/test'
import { browser } from './browser'

export default defineConfig({
  testDir: 'stories',
  outputDir: '../test-results',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Two stories at once: a browser with two people in it keeps one core busy.
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  // A shared machine may stall a browser for longer than a person would wait.
  retries: process.env['CI'] ? 2 : 0,
  reporter: 'list',
  use: { ...browser, trace: 'on-first-retry' },
})
