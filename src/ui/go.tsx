import { createContext, useContext, type AnchorHTMLAttributes, type MouseEvent } from 'react'

const Goer = createContext<(to: string) => void>(to => { location.assign(to) })

/** The front door gives its router's way of going here: `<GoProvider value={to => router.history.push(to)}>`. */
export const GoProvider = Goer.Provider
export const useGo = () => useContext(Goer)

export type GoProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & { readonly to: string }

/** A link inside the house: a real address for a new tab, copying and printing; no reload on a plain press. */
export const Go = ({ to, onClick, ...rest }: GoProps) => {
  const go = useGo()
  const press = (e: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(e)
    const plain = e.button === 0 && !e.metaKey && !e.ctrlKey && !e.shiftKey && !e.altKey && !rest.target && !rest.download
    if (e.defaultPrevented || !plain || !to.startsWith('/')) return
    e.preventDefault()
    go(to)
  }
  return <a href={to} onClick={press} {...rest} />
}
