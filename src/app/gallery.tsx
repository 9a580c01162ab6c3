// Development only: every part in every state, at /src/app/gallery.html#/clock and so on. Not part of the build.
import { useState, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { Btn } from '#ui/button.tsx'
import { ErrorBoundary } from '#ui/error-boundary.tsx'
import { Frame, type NavItem } from '#ui/frame.tsx'
import { GoProvider } from '#ui/go.tsx'
import { Notice } from '#ui/notice.tsx'
import { setServerTime } from '#ui/time.ts'
import { toast, Toasts } from '#ui/toast.tsx'
import { Bits, Clocks, Errors, Overlays, Personas } from './gallery-parts.tsx'
import { FormSample, Ledger, ProcessSample, Study, Work } from './gallery-pages.tsx'

setServerTime('2026-09-29T02:30:00.000Z')

const pages: Record<string, () => React.ReactNode> = {
  '/work': () => <Work />, '/empty': () => <Work empty />, '/loading': () => <Work loading />, '/bulk': () => <Work bulk />,
  '/study': () => <Study />, '/ten': () => <Study ten />, '/drawer': () => <Study open />, '/process': () => <ProcessSample />, '/ledger': () => <Ledger />,
  '/form': () => <FormSample />, '/clock': () => <Clocks />, '/bits': () => <Bits />, '/overlays': () => <Overlays />, '/errors': () => <Errors />,
}
const nav: NavItem[] = [
  { to: '/work', label: '工作台', icon: 'inbox', count: 14 }, { to: '/study', label: '研究页', icon: 'flask', count: 9, hot: true }, { to: '/ten', label: '十家密排', icon: 'network' }, { to: '/process', label: '流程图', icon: 'branch' },
  { to: '/form', label: '表单', icon: 'pen' }, { to: '/ledger', label: '台账', icon: 'book' }, { to: '/clock', label: '时限', icon: 'calendar', gap: true }, { to: '/bits', label: '小部件', icon: 'box' },
  { to: '/overlays', label: '浮层', icon: 'file' }, { to: '/errors', label: '出错与空', icon: 'warn' }, { to: '/personas', label: '选一个人', icon: 'people' },
]
const hear = (heard: () => void) => { addEventListener('hashchange', heard); return () => removeEventListener('hashchange', heard) }
const here = () => location.hash.slice(1) || '/work'

const Gallery = () => {
  const path = useSyncExternalStore(hear, here), [org, setOrg] = useState('1')
  const page = pages[path] ?? (() => <div className="Page"><Notice act={<Btn small to="/work">工作台</Btn>}>示例没有这一页：{path}</Notice></div>)
  return <GoProvider value={to => { location.hash = to }}>{path === '/personas' ? <Personas /> :
    <Frame here={path} nav={nav} fresh={[{ to: '/form', label: '伦理审查申请' }, { to: '/study', label: '并联启动' }]} me={{ name: '周敏', org: '杭城一院', role: '伦理办' }}
      orgs={[{ id: '1', name: '杭城市第一人民医院', role: '伦理秘书', current: org === '1' }, { id: '2', name: '医学伦理联盟办公室', role: '干事', current: org === '2' }]} onSwitchOrg={setOrg}
      onSignOut={() => toast('已退出')} search={{ placeholder: '查找SAE、批件、方案号、人', onSearch: text => toast(`查找 ${text}`) }} notices={{ count: 3, to: '/work' }} foot="演示环境 · 数据虚构">
      <ErrorBoundary page={path} report={() => 'R-20260929-8F3A'}>{page()}</ErrorBoundary>
    </Frame>}<Toasts /></GoProvider>
}

createRoot(document.getElementById('root')!).render(<Gallery />)
