import { useRef, type ReactNode } from 'react'
import { FrameMenu, MoreSheet, type Me } from './frame-menus.tsx'
import { Go, useGo } from './go.tsx'
import { Brand, Icon, type IconName } from './icons.tsx'
import { KeysHelp } from './keys-help.tsx'
import { usePageKeys } from './keys.ts'
import { Menu } from './menu.tsx'
import { useSay } from './say.ts'
import { remembered, shared } from './store.ts'
import './frame.css'

export interface NavItem {
  readonly to: string
  readonly label: string
  readonly icon: IconName
  /** what waits for this person there */
  readonly count?: number | undefined
  /** some of it is overdue */
  readonly hot?: boolean | undefined
  /** a little air above */
  readonly gap?: boolean | undefined
}
export interface FrameProps {
  /** the path shown now */
  readonly here: string
  readonly nav: readonly NavItem[]
  /** only what this person may begin */
  readonly fresh: readonly { readonly to: string; readonly label: string; readonly note?: string | undefined }[]
  readonly me: Me
  readonly orgs?: readonly { readonly id: string; readonly name: string; readonly role?: string | undefined; readonly current?: boolean | undefined }[] | undefined
  readonly onSwitchOrg?: ((id: string) => void) | undefined
  readonly onSignOut: () => void
  readonly search?: { readonly placeholder: string; readonly onSearch: (text: string) => void } | undefined
  readonly notices?: { readonly count: number; readonly to: string } | undefined
  /** at the foot of the rail: 演示环境 · 数据虚构 */
  readonly foot?: ReactNode | undefined
  readonly children: ReactNode
}

const rail = remembered<'auto' | 'open' | 'folded'>('rail', ['auto', 'open', 'folded'], 'auto')
const helpOpen = shared(false)

export const isHere = (here: string, to: string) => here === to || (to !== '/' && here.startsWith(`${to}/`))

/** Rail, top bar and the page: the rooms this person uses, with what waits there. */
export const Frame = (props: FrameProps) => {
  const { here, nav, fresh, me, search, notices, foot, children } = props
  const say = useSay(), go = useGo(), folded = rail.use(), help = helpOpen.use()
  const box = useRef<HTMLInputElement>(null)
  usePageKeys({ '/': () => box.current?.focus(), '?': () => helpOpen.set(true) })
  /** the nearest room above this address; one room is lit, not its neighbour too */
  const room = nav.filter(n => isHere(here, n.to)).sort((a, b) => b.to.length - a.to.length)[0]?.to
  const current = (to: string) => to === room ? { 'aria-current': 'page' as const } : {}
  const fold = () => {
    const narrow = folded === 'folded' || (folded === 'auto' && innerWidth <= 1180)
    rail.set(narrow ? 'open' : 'folded')
  }
  const count = (item: NavItem) => !!item.count && <i className={item.hot ? 'hot' : ''}>{item.count}</i>
  return <>
    <a className="Skip" href="#main">{say('ui.skip')}</a>
    <div className="Frame" data-rail={folded}>
      <nav className="Rail" aria-label={say('ui.rooms')}>
        <div className="brand"><Brand /><span className="words">{say('ui.brand')}</span></div>
        {nav.map(item => <Go key={item.to} to={item.to} className={item.gap ? 'gap' : ''} title={item.label} {...current(item.to)}><Icon name={item.icon} /><span className="words">{item.label}</span>{count(item)}</Go>)}
        <div className="foot"><div className="words">{foot}{foot && <br />}<button type="button" className="keys" onClick={() => helpOpen.set(true)}><kbd>?</kbd> {say('ui.keys')}</button></div>
          <button type="button" className="fold" aria-label={say(folded === 'folded' ? 'ui.unfold' : 'ui.fold')} onClick={fold}><Icon name="fold" /></button></div>
      </nav>
      <div className="Main">
        <header className="Top">
          {search && <form className="search" role="search" onSubmit={e => { e.preventDefault(); const text = box.current?.value.trim(); if (text) search.onSearch(text) }}>
            <Icon name="search" /><input ref={box} type="search" aria-label={say('ui.search')} placeholder={search.placeholder} onKeyDown={e => { if (e.key === 'Escape') e.currentTarget.blur() }} /><kbd aria-hidden="true">/</kbd></form>}
          {fresh.length > 0 && <div className="hide-s"><Menu label={say('ui.fresh')} button={<><Icon name="plus" />{say('ui.fresh')}</>} items={fresh} /></div>}
          <div className="me">
            {notices && <Go to={notices.to} className="bell" aria-label={say('ui.notices', { n: notices.count })}><Icon name="bell" />{notices.count > 0 && <span aria-live="polite">{notices.count > 99 ? '99+' : notices.count}</span>}</Go>}
            <FrameMenu {...props} />
          </div>
        </header>
        <main id="main" tabIndex={-1}>{children}</main>
      </div>
      <nav className="BottomBar" aria-label={say('ui.rooms')}>
        {nav.slice(0, 3).map(item => <Go key={item.to} to={item.to} {...current(item.to)}><span><Icon name={item.icon} />{count(item)}</span><span className="cut">{item.label}</span></Go>)}
        <MoreSheet {...props} nav={nav.slice(3)} go={go} me={me} />
      </nav>
    </div>
    {help && <KeysHelp onClose={() => helpOpen.set(false)} />}
  </>
}
