import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { Icon } from './icons.tsx'
import { useSay } from './say.ts'
import { shared } from './store.ts'
import './overlay.css'

interface Said { readonly id: number; readonly text: string }
const said = shared<readonly Said[]>([])
let last = 0

/** Says in passing what has been done. What must be read stands on the page instead. */
export const toast = (text: string) => { said.set([...said.get().slice(-2), { id: ++last, text }]) }
const drop = (id: number) => { said.set(said.get().filter(one => one.id !== id)) }

const One = ({ id, text }: Said) => {
  const say = useSay()
  useEffect(() => { const end = setTimeout(() => drop(id), 6000); return () => clearTimeout(end) }, [id])
  return <div className="Toast"><span>{text}</span><button type="button" aria-label={say('ui.close')} onClick={() => drop(id)}><Icon name="close" small /></button></div>
}

/** Once, at the root. */
export const Toasts = () => {
  const all = said.use()
  return createPortal(<div className="Toasts" role="status" aria-live="polite">{all.map(one => <One key={one.id} {...one} />)}</div>, document.body)
}
