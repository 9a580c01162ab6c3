/** app/pages/parts/notices.tsx → /notices; app/pages/public/letter.tsx → /letter/$id. domains/studies/pages/one.tsx → /studies/$id; one-dossier → /studies/$id/dossier; list → the room itself; new and others by their name. */
export const addressOf = (file: string): string => {
  const own = /^\.\/pages\/(parts|public)\/(.+)\.tsx$/.exec(file)
  if (own) return `/${own[2]}${own[1] === 'public' ? '/$id' : ''}`
  const [, room = '', name = ''] = /domains\/(.+)\/pages\/(.+)\.tsx$/.exec(file) ?? []
  return `/${room}${name === 'list' ? '' : name === 'one' ? '/$id' : name.startsWith('one-') ? `/$id/${name.slice(4)}` : `/${name}`}`
}
