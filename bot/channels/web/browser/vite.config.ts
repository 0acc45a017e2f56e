// Builds the page's scripts and styles: hashed files and the manifest that bot/channels/web/pages/rendering.py reads.
import { defineConfig, type Plugin } from "vite";
import { changes } from "./vite.webchat";

const here = (path: string): string => decodeURIComponent(new URL(path, import.meta.url).pathname);

const EMOTION = "@emotion/css/create-instance";

/** Alias Emotion to our wrapper, except inside the wrapper. */
const emotionWithNonce: Plugin = {
  name: "emotion-with-nonce",
  enforce: "pre",
  resolveId: (source, importer) =>
    source === EMOTION && importer !== here("src/chat/emotion.ts")
      ? here("src/chat/emotion.ts")
      : null,
};

export default defineConfig({
  base: "/",
  publicDir: false,
  plugins: [emotionWithNonce, ...changes],
  resolve: {
    alias: [
      // Carousels are not in our cards, and their library is larger than the cards'.
      { find: /^swiper(\/modules)?$/, replacement: here("src/cards/no-carousel.ts") },
      // markdown-it knows host names in other scripts through it; our links are plain.
      { find: /^entities\/lib\/maps\/entities\.json$/, replacement: here("src/cards/few-entities.ts") },
      { find: /^core-js\/modules\/.+/, replacement: here("src/chat/no-polyfills.ts") },
      { find: /^react-(say|dictate-button)$/, replacement: here("src/chat/no-speech.ts") },
      { find: /^punycode$/, replacement: here("src/cards/plain-host-names.ts") },
    ],
    dedupe: ["react", "react-dom"],
  },
  build: {
    target: "es2022",
    outDir: "dist",
    manifest: "manifest.json",
    // The licenses of the packages require it.
    license: { fileName: "assets/licences.md" },
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: ["src/page/main.ts", "src/help/help.css"] },
  },
});
