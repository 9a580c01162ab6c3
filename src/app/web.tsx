import { createRootRoute, createRoute, createRouter, Outlet, RouterProvider, useRouterState } from '@tanstack/react-router'
import { Suspense, lazy, useEffect, type ComponentType, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { me, signOut, switchTo } from '#kernel/api.ts'
import { live } from '#kernel/notices/api.ts'
import { DataProvider, forgetAll, Loaded, useAction, useLive, useQuery } from '#ui/data.tsx'
import { Skeleton } from '#ui/empty.tsx'
import { ErrorBoundary } from '#ui/error-boundary.tsx'
import { ErrorPage } from '#ui/error-page.tsx'
import { Frame } from '#ui/frame.tsx'
import { GoProvider, useGo } from '#ui/go.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import { Toasts } from '#ui/toast.tsx'
import { labels as people } from '#domains/institutions/labels.ts'
import { addressOf } from './address.ts'
import { labels } from './labels.ts'
import { navigation } from './navigation.ts'
import { SignIn } from './pages/sign-in.tsx'
import { Workbench } from './pages/workbench.tsx'

registerLabels(labels)
registerLabels(people)
interface PageFile { readonly title: string; readonly Page: ComponentType }
const files = import.meta.glob<PageFile>(['../domains/**/pages/*.tsx', './pages/parts/*.tsx'])
/** Open to anyone who holds the address: what a printed letter's code leads to. */
const outside = import.meta.glob<PageFile>('./pages/public/*.tsx')
/** A page with its title in the window: set when the page is there, and again when the language changes. */
const titled = (title: string, Page: ComponentType): (() => ReactNode) => function Titled() {
  const say = useSay()
  useEffect(() => { document.title = `${say(title)} · ${say('ui.brand')}` }, [say])
  return <Page />
}
function Inside() {
  const say = useSay(), go = useGo(), here: string = useRouterState({ select: (s) => s.location.pathname }), shown = useRouterState({ select: (s) => s.matches.at(-1)?.id }), asked = useQuery(me, {}, { every: 60_000 }), leave = useAction(signOut, true), change = useAction(switchTo)
  useLive(live, me)
  return <Loaded asked={asked}>{(i) => {
    const { nav, fresh } = navigation(i.roles, i.counts, say)
    return <Frame here={here} nav={nav} fresh={fresh} me={{ name: i.person, org: i.org, role: i.office }} orgs={i.memberships.length > 1 ? i.memberships.map((m) => ({ id: m.id, name: m.org, role: m.office, current: m.current })) : undefined}
      onSwitchOrg={(id) => { void change.run({ membershipId: id as never }).then((ok) => { if (ok) { forgetAll(); go('/') } }) }} onSignOut={() => { void leave.run({}).then(() => { forgetAll(); go('/sign-in') }) }}
      search={{ placeholder: say('app.search'), onSearch: (text) => go(`/studies?q=${encodeURIComponent(text)}`) }} notices={{ count: i.counts.unread, to: '/notices' }} foot={i.demo ? say('app.foot') : undefined}>
      <ErrorBoundary page={shown}><Suspense fallback={<Skeleton />}><Outlet /></Suspense></ErrorBoundary>
    </Frame>
  }}</Loaded>
}
const root = createRootRoute({ component: () => <><Outlet /><Toasts /></>, notFoundComponent: () => <ErrorPage kind="not-found" /> })
const inside = createRoute({ getParentRoute: () => root, id: 'inside', component: Inside, notFoundComponent: () => <ErrorPage kind="not-found" /> })
const routes = Object.entries(files).map(([file, load]) => {
  const path = addressOf(file)
  return createRoute({ getParentRoute: () => inside, path, component: lazy<() => ReactNode>(() => load().then((m) => ({ default: titled(m.title, m.Page) }))) })
})
const open = Object.entries(outside).map(([file, load]) => createRoute({ getParentRoute: () => root, path: addressOf(file), component: lazy<() => ReactNode>(() => load().then((m) => ({ default: titled(m.title, m.Page) }))) }))
const router = createRouter({
  routeTree: root.addChildren([...open, createRoute({ getParentRoute: () => root, path: '/sign-in', component: titled('sign-in.account', SignIn) }), inside.addChildren([createRoute({ getParentRoute: () => inside, path: '/', component: titled('work.title', Workbench) }), ...routes, createRoute({ getParentRoute: () => inside, path: '$', component: titled('ui.error.not-found', () => <ErrorPage kind="not-found" />) })])]),
  defaultNotFoundComponent: () => <ErrorPage kind="not-found" />, scrollRestoration: true,
})
createRoot(document.getElementById('root')!).render(
  <DataProvider><GoProvider value={(to) => { router.history.push(to) }}><ErrorBoundary><RouterProvider router={router} /></ErrorBoundary></GoProvider></DataProvider>,
)
