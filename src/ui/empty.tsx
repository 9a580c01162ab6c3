import type { ReactNode } from 'react'
import { useSay } from './say.ts'
import './controls.css'

/** What would appear here and how it gets here. */
export const Empty = ({ title, children, acts }: { readonly title: string; readonly children?: ReactNode | undefined; readonly acts?: ReactNode | undefined }) =>
  <div className="Empty"><h2>{title}</h2>{children && <p>{children}</p>}{acts && <div className="acts">{acts}</div>}</div>

const widths = ['52%', '38%', '61%', '44%', '35%', '57%']

/** Rows to come, at the height they will have. */
export const Skeleton = ({ rows = 5 }: { readonly rows?: number | undefined }) => {
  const say = useSay()
  return <div className="Skeleton" role="status" aria-label={say('ui.loading')}>{Array.from({ length: rows }, (_, at) => <span key={at} style={{ '--w': widths[at % widths.length] } as React.CSSProperties} />)}</div>
}
