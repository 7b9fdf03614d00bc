// How the client is built and tested. The page is served under `script-src 'self'` with Trusted
// Types, so nothing may be inlined into the page: every script, style, font and picture is a hashed file of its own.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome120", "firefox128", "safari17.4"],
    // The whole room is one script on purpose; only effects and late pages are loaded on demand.
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: "es" },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    passWithNoTests: true,
    maxWorkers: 2,
    testTimeout: 30_000, // what hangs; a machine that others use is no fault
    restoreMocks: true,
    unstubGlobals: true,
  },
});
