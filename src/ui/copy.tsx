import { Icon } from './icons.tsx'
import { useSay } from './say.ts'
import { toast } from './toast.tsx'
import './controls.css'

/** `navigator.clipboard` is not there on plain http: then through a hidden field. */
const put = async (text: string) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'sr'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}

/** An identifier, copied by one press. */
export const Copy = ({ text, label }: { readonly text: string; readonly label?: string | undefined }) => {
  const say = useSay()
  return <button type="button" className="Copy" aria-label={say('ui.copy', { what: label ? `${label} ${text}` : text })}
    onClick={() => { void put(text).then(() => toast(say('ui.copied', { what: text }))) }}>
    <span className="mono">{text}</span><Icon name="copy" small />
  </button>
}
