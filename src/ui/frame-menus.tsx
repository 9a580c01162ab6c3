import { Icon, type IconName } from './icons.tsx'
import { keysSwitch } from './keys.ts'
import { Menu, type MenuItem } from './menu.tsx'
import { setLang, useLang, useSay, type Lang } from './say.ts'
import { theme, type Theme } from './theme.ts'

export interface Me { readonly name: string; readonly org: string; readonly role?: string | undefined }
interface Props {
  readonly me: Me
  readonly orgs?: readonly { readonly id: string; readonly name: string; readonly role?: string | undefined; readonly current?: boolean | undefined }[] | undefined
  readonly onSwitchOrg?: ((id: string) => void) | undefined
  readonly onSignOut: () => void
}

/** Institution, language, light or dark, keys, leaving. */
const useOwnItems = ({ orgs = [], onSwitchOrg, onSignOut }: Props): MenuItem[] => {
  const say = useSay(), lang = useLang(), shade = theme.use(), keys = keysSwitch.use()
  const line: MenuItem = { kind: 'line' }, head = (key: string): MenuItem => ({ kind: 'head', label: say(key) })
  return [
    ...(orgs.length > 1 ? [head('ui.me.switch'), ...orgs.map((o): MenuItem => ({ label: o.name, note: o.role, checked: !!o.current, onPick: () => { if (!o.current) onSwitchOrg?.(o.id) } })), line] : []),
    head('ui.me.language'), ...(['zh', 'en'] as Lang[]).map((l): MenuItem => ({ label: say(`ui.me.language.${l}`), checked: l === lang, onPick: () => setLang(l) })),
    line, head('ui.me.theme'), ...(['system', 'light', 'dark'] as Theme[]).map((t): MenuItem => ({ label: say(`ui.me.theme.${t}`), checked: t === shade, onPick: () => theme.set(t) })),
    line, { label: say('ui.me.keys'), checked: keys === 'on', onPick: () => keysSwitch.set(keys === 'on' ? 'off' : 'on') },
    line, { label: say('ui.me.leave'), icon: 'leave', onPick: onSignOut },
  ]
}

/** Who I am, and for which institution. */
export const FrameMenu = (props: Props) => {
  const say = useSay(), items = useOwnItems(props), { me } = props
  const place = [me.org, me.role].filter(Boolean).join(' · ')
  return <div className="hide-s"><Menu className="who" edge="end" label={say('ui.me.menu', { name: me.name, org: place })} items={items}
    button={<><b>{me.name}</b><span className="dim">{place}</span><Icon name="down" /></>} /></div>
}

/** On a phone: all the rest, from the fourth place of the bottom bar. */
export const MoreSheet = (props: Props & { readonly nav: readonly { readonly to: string; readonly label: string; readonly icon: IconName; readonly count?: number | undefined }[]; readonly fresh: readonly { readonly to: string; readonly label: string }[]; readonly go: (to: string) => void }) => {
  const say = useSay(), own = useOwnItems(props), { me } = props
  const items: MenuItem[] = [
    ...props.nav.map((n): MenuItem => ({ label: n.label, icon: n.icon, to: n.to, note: n.count ? String(n.count) : undefined })),
    ...(props.fresh.length ? [{ kind: 'head', label: say('ui.fresh') } as const, ...props.fresh.map((f): MenuItem => ({ label: f.label, icon: 'plus', to: f.to }))] : []),
    { kind: 'line' }, { kind: 'head', label: [me.name, me.org, me.role].filter(Boolean).join(' · ') }, ...own,
  ]
  return <Menu className="" edge="end" label={say('ui.more')} items={items} button={<><span><Icon name="more" /></span><span>{say('ui.more')}</span></>} />
}
