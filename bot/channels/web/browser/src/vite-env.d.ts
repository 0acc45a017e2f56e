/// <reference types="vite/client" />
// Types of the files that Vite imports besides scripts.
