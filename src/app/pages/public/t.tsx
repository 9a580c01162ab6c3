import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { switchTo } from '#kernel/api.ts'
import { open, read } from '#kernel/notices/api.ts'
import { labels } from '#kernel/notices/labels.ts'
import { Btn } from '#ui/button.tsx'
import { forgetAll, Loaded, useAction, useId, useQuery } from '#ui/data.tsx'
import { Skeleton } from '#ui/empty.tsx'
import { Plain } from '#ui/page.tsx'
import { registerLabels, useSay } from '#ui/say.ts'
import type * as z from 'zod'

registerLabels(labels)
export const title = 'notices.link'
/** A short link from a notice: signs in where needed, then goes to the one task. Whoever it was not sent to finds nothing. */
export function Page() {
  const code = useId(), asked = useQuery(open, { code })
  return <Loaded asked={asked}>{(found) => <Leads found={found} again={asked.again} />}</Loaded>
}
function Leads({ found, again }: { readonly found: z.output<typeof open.output>; readonly again: () => void }) {
  const say = useSay(), { history } = useRouter(), reading = useAction(read), change = useAction(switchTo), to = found.membershipId ? null : found.caseId ? `/studies/${found.subjectId}?case=${found.caseId}` : '/notices?tab=all'
  // gone to in place of this page, so that the way back does not lead here again
  useEffect(() => { if (to !== null) void reading.run({ ids: [found.id] }).then(() => { history.replace(to) }) }, [to])
  if (found.membershipId === null) return <Skeleton />
  return <Plain title={say('notices.link')}><p>{say('notices.link.other', { org: found.org })}</p><p><Btn kind="primary" busy={change.busy} onClick={() => { void change.run({ membershipId: found.membershipId! }).then((ok) => { if (ok) { forgetAll(); again() } }) }}>{say('notices.link.switch', { org: found.org })}</Btn></p></Plain>
}
