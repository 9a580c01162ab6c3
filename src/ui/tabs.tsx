import { Go } from './go.tsx'
import { useFormat } from './format.ts'
import './controls.css'

export interface TabItem { readonly key: string; readonly label: string; readonly count?: number | string | undefined; readonly to?: string | undefined }
export interface TabsProps { readonly label: string; readonly tabs: readonly TabItem[]; readonly current: string; readonly onPick?: ((key: string) => void) | undefined }

/** Views of one page, each with an address of its own where it has one. */
export const Tabs = ({ label, tabs, current, onPick }: TabsProps) => {
  const format = useFormat()
  return <nav className="Tabs" aria-label={label}>{tabs.map(tab => {
    const inside = <>{tab.label}{tab.count !== undefined && <i>{typeof tab.count === 'number' ? format.number(tab.count) : tab.count}</i>}</>
    const here = tab.key === current ? { 'aria-current': (tab.to ? 'page' : true) as 'page' | true } : {}
    return tab.to ? <Go key={tab.key} to={tab.to} {...here}>{inside}</Go> : <button key={tab.key} type="button" {...here} onClick={() => onPick?.(tab.key)}>{inside}</button>
  })}</nav>
}
