import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Beside each file its .gz (all the intranet speaks over http) and its .br. */
const compressed: Plugin = {
  name: 'compressed', apply: 'build',
  writeBundle({ dir = 'dist' }, bundle) {
    for (const name of Object.keys(bundle).filter(n => /\.(js|css|html|svg)$/.test(n))) {
      const file = join(dir, name), bytes = readFileSync(file)
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
      writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
    }
  },
}

export default defineConfig({
  plugins: [react(), compressed],
  build: {
    target: ['chrome109', 'safari16'], cssTarget: ['chrome109', 'safari16'],
    outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, reportCompressedSize: false,
    rolldownOptions: { output: {
      entryFileNames: 'assets/[name]-[hash].js', chunkFileNames: 'assets/[name]-[hash].js', assetFileNames: 'assets/[name]-[hash][extname]',
      codeSplitting: { groups: [
        { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 4 }, { name: 'tanstack', test: /node_modules\/@tanstack\//, priority: 3 },
        { name: 'zod', test: /node_modules\/zod\//, priority: 2 }, // what the first page draws; what a case, a file or a letter needs comes when it is opened
        { name: 'ui', test: /src\/ui\/(?!case-|thread|letter|sign-dialog|file|check-list|process|filters|lane-matrix|matrix|problems|flow)/ },
      ] },
    } },
  },
})
