import { remembered } from './store.ts'

export type Theme = 'system' | 'light' | 'dark'
const choice = remembered<Theme>('theme', ['system', 'light', 'dark'], 'system')

/** The person's choice of light or dark; `system` leaves it to the machine. */
export const theme = {
  ...choice,
  set: (next: Theme) => {
    choice.set(next)
    if (next === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = next
  },
}
