// Builds the console of Service Desk agents: files and a manifest of its own, so that the chat page has no part of it.
import { defineConfig } from "vite";

export default defineConfig({
  base: "/",
  publicDir: false,
  build: {
    target: "es2022",
    outDir: "dist",
    emptyOutDir: false,
    manifest: "console.json",
    license: { fileName: "assets/console-licences.md" },
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: ["src/console/main.tsx"],
      output: { entryFileNames: "assets/console-[hash].js" },
      // Fluent marks its modules for servers that draw pages; ours does not.
      onLog: (level, log, handle) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
      },
    },
  },
});
