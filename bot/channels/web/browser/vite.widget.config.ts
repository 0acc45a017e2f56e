// Builds the launcher: one file with a fixed name that needs nothing else.
import { defineConfig } from "vite";

export default defineConfig({
  publicDir: false,
  build: {
    target: "es2020",
    outDir: "dist",
    emptyOutDir: false,
    lib: {
      entry: "src/widget/main.ts",
      name: "ServiceDesk",
      formats: ["iife"],
      fileName: () => "widget.js",
    },
  },
});
