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
    maxWorkers: 2,
    pool: "threads", // most of the time goes into starting, not into testing
    projects: [
      { extends: true, test: { name: "rules", environment: "node", include: ["tests/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "views", environment: "jsdom", include: ["tests/**/*.test.tsx"], setupFiles: ["tests/setup.ts"],
        },
      },
    ],
    testTimeout: 30_000, // what hangs; a machine that others use is no fault
    restoreMocks: true,
    unstubGlobals: true,
  },
});
