import { useId, useRef, useState, type ReactNode } from 'react'
import { Btn } from './button.tsx'
import { useFormat } from './format.ts'
import { Icon } from './icons.tsx'
import { useSay } from './say.ts'
import './form.css'

export interface FileDropProps {
  readonly label: string
  readonly onFiles: (files: readonly File[]) => void
  /** as the native input: `.pdf,.docx` */
  readonly accept?: string | undefined
  readonly many?: boolean | undefined
  readonly hint?: string | undefined
  readonly error?: string | undefined
  readonly off?: boolean | undefined
}

/** A place to drop files, with a button for those who do not drag. The native input lies over the whole place and takes both. */
export const FileDrop = ({ label, onFiles, accept, many, hint, error, off }: FileDropProps) => {
  const say = useSay(), id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = () => {
    const files = [...input.current?.files ?? []]
    if (input.current) input.current.value = ''
    setOver(false)
    if (files.length) onFiles(files)
  }
  return <div className={`Field ${error ? 'err' : ''}`}>
    <label htmlFor={id}>{label}{hint && <span className="note">{hint}</span>}</label>
    <div className="FileDrop" data-over={over || undefined} onDragEnter={() => setOver(true)} onDragLeave={() => setOver(false)}>
      <Icon name="upload" /><span>{say('ui.file.drop')}<span className="acc">{say('ui.file.pick')}</span></span>
      <input ref={input} id={id} type="file" accept={accept} multiple={many ?? false} disabled={off ?? false} onChange={take} aria-invalid={error ? true : undefined} aria-describedby={error ? `${id}-error` : undefined} />
    </div>
    {error && <p className="msg" id={`${id}-error`}>{error}</p>}
  </div>
}

export interface FileRowProps { readonly name: string; readonly version?: string | undefined; readonly active?: boolean | undefined; readonly note?: ReactNode | undefined; readonly bad?: boolean | undefined; readonly to?: string | undefined; readonly bytes?: number | undefined; readonly share?: number | undefined; readonly onRemove?: (() => void) | undefined }

/** One file: name, version, and the version in force unmistakable. */
export const FileRow = ({ name, version, active, note, bad, to, bytes, share, onRemove }: FileRowProps) => {
  const say = useSay(), format = useFormat()
  const size = bytes === undefined ? '' : bytes < 1_000_000 ? say('ui.file.kb', { n: Math.max(1, Math.round(bytes / 1000)) }) : say('ui.file.mb', { n: (bytes / 1_000_000).toFixed(1) })
  const sent = share === undefined || share >= 1 ? '' : say('ui.file.sending', { percent: format.percent(share) })
  const under = [size, sent].filter(Boolean).join(' · ')
  return <div className="File"><Icon name="file" />{to ? <a href={to}>{name}</a> : <span>{name}</span>}
    <span className="row">{version && <span className={active ? 'Active' : 'note'}>{version}</span>}{onRemove && <Btn kind="text" small icon="close" aria-label={say('ui.file.remove', { name })} onClick={onRemove} />}</span>
    {(note || under) && <span className={`note ${bad ? 'over' : ''}`}>{under}{under && note ? ' · ' : ''}{note}</span>}</div>
}
