import { defineConfig } from "vitest/config";

// Programs on the debug and stress builds take seconds on a busy machine; a test that hangs is still ended.
export default defineConfig({ test: { testTimeout: 60_000 } });
