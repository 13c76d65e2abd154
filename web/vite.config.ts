/// <reference types="vitest/config" />
// Builds the browser app into crates/web/dist, where the server embeds it.
// Nothing is inlined, so the page runs under a policy without inline scripts.
import { fileURLToPath } from 'node:url'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { firstLoad } from './first-load.ts'

const server = process.env['WAYLEAVE_URL'] ?? 'http://localhost:8080'

export default defineConfig({
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      routesDirectory: './src/routes',
      generatedRouteTree: './src/route-tree.gen.ts',
      quoteStyle: 'single',
    }),
    react(),
    firstLoad([
      [['sign-in'], 250],
      [['_app', '_app/o.$org', '_app/o.$org/index'], 250],
      [['_app', '_app/o.$org', '_app/o.$org/p.$project', '_app/o.$org/p.$project/register'], 300],
    ]),
  ],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    outDir: '../crates/web/dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    reportCompressedSize: true,
    chunkSizeWarningLimit: 600,
  },
  worker: { format: 'es' },
  server: {
    port: 5173,
    proxy: { '/api': server, '/g': server, '/n': server },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/test-setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    // Looking things up by role takes seconds on a busy machine.
    testTimeout: 20_000,
    css: false,
  },
})
