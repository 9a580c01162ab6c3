import { Dialog } from './dialog.tsx'
import { useSay } from './say.ts'

const keys: readonly (readonly [keys: readonly string[], label: string])[] = [
  [['/'], 'search'], [['j', 'k'], 'move'], [['x'], 'select'], [['Enter'], 'open'], [['↑', '↓', '←', '→'], 'arrows'], [['Esc'], 'leave'], [['?'], 'help'],
]

/** What the keys do, and that no key decides. */
export const KeysHelp = ({ onClose }: { readonly onClose: () => void }) => {
  const say = useSay()
  return <Dialog title={say('ui.keys')} onClose={onClose}>
    <dl className="Facts">{keys.map(([some, label]) => <div key={label}><dt>{some.map(k => <span key={k}><kbd>{k}</kbd> </span>)}</dt><dd>{say(`ui.keys.${label}`)}</dd></div>)}</dl>
    <p className="note">{say('ui.keys.note')}</p>
  </Dialog>
}
