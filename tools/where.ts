// `npm run where 互认` → what is called so, its dotted name, and the folder where it lives.
import { existsSync } from 'node:fs'
import { house, rooms } from '#app/house.ts'
import { labels as appLabels } from '#app/labels.ts'
import type { Labels } from '#kernel/labels.ts'
import { kernelLabels } from '#kernel/words.ts'
import { labels as uiLabels } from '#ui/labels.ts'

const root = new URL('../src/', import.meta.url)
/** The folder a dotted name lives in: its room or sub-room, else the kernel, the design system or the front door. */
export function folderOf(name: string): string {
  const room = rooms.find((r) => name in r.labels)?.name, [, sub = ''] = name.split('.')
  if (room) return `src/domains/${name.startsWith(`${room}.`) && existsSync(new URL(`domains/${room}/${sub}/`, root)) ? `${room}/${sub}` : room}`
  return `src/${name in kernelLabels ? 'kernel' : name in uiLabels ? 'ui' : 'app'}`
}
/** Every label that holds the words in Chinese, in English or in its name: `受理 · ethics.review.accept → src/domains/ethics`, sorted; none when nothing fits. */
export function where(labels: Labels, asked: string): string[] {
  const words = asked.trim().toLowerCase()
  return words === '' ? [] : Object.entries(labels).filter(([name, [zh, en]]) => [zh, en, name].some((text) => text.toLowerCase().includes(words))).map(([name, [zh]]) => `${zh} · ${name} → ${folderOf(name)}`).sort((a, b) => a.localeCompare(b, 'zh'))
}

if (import.meta.main) {
  const asked = process.argv.slice(2).join(' '), found = where({ ...uiLabels, ...appLabels, ...house(true).labels }, asked)
  if (found.length === 0) { console.error(asked.trim() === '' ? '用法：npm run where 互认' : `没有哪里叫“${asked}”。`); process.exitCode = 1 }
  for (const line of found) console.log(line)
}
