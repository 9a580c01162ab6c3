// The first thing a page runs: its colours and the person's theme, before anything is drawn.
import './tokens.css'
import './base.css'
import './print.css'
import { theme } from './theme.ts'

theme.set(theme.get())
