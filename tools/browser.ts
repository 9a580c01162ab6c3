import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

export interface Browser { readonly executablePath: string; readonly args: readonly string[] }

const debian = '/usr/bin/chromium'
/** Headless, without a sandbox of its own where we are root, and without calls to the outside. */
const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const flags = process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet

function fromDebian(): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const apt = (...args: string[]) => execFileSync('apt-get', args, { stdio: 'ignore', timeout: 300_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  const install = () => apt('install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk')
  try { install() } catch { try { apt('update'); install() } catch { /* the package of npm is tried next */ } }
}

/** The browser of the journeys: Debian's, installed if we may; else the one in the packages; else an error that says how. */
export async function findBrowser(): Promise<Browser> {
  if (!existsSync(debian)) fromDebian()
  if (existsSync(debian)) return { executablePath: debian, args: flags }
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    return { executablePath: await packed.executablePath(), args: [...new Set([...packed.args, ...flags])] }
  } catch (e) {
    throw new Error(`没有可用的浏览器：请执行 apt-get install chromium fonts-noto-cjk 后重试（${(e as Error).message.split('\n')[0]}）。`)
  }
}
