/** Every drawing in the house, on a grid of 16, one stroke. */
export const icons = {
  inbox: 'M2.5 9.5 4 3.5h8l1.5 6v3h-11zM2.5 9.5h3l1 1.5h3l1-1.5h3',
  scale: 'M8 2v11.5M4 13.5h8M3 4.5h10M3 4.5 1.5 9a2 2 0 0 0 3 0zM13 4.5 11.5 9a2 2 0 0 0 3 0z',
  calendar: 'M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3',
  network: 'M8 3.2a1.6 1.6 0 1 0 0-.01M3.4 12.6a1.6 1.6 0 1 0 0-.01M12.6 12.6a1.6 1.6 0 1 0 0-.01M7.2 4.6 4.2 10.6M8.8 4.6l3 6M5 12.2h6',
  pulse: 'M1.5 8.5h3l2-5 3 9 2-4h3',
  flask: 'M6 2h4M6.5 2v4.5l-4 6.5a.7.7 0 0 0 .6 1h9.8a.7.7 0 0 0 .6-1l-4-6.5V2M4.8 10h6.4',
  file: 'M4 1.5h5.5L13 5v9.5H4zM9.5 1.5V5H13',
  book: 'M2.5 3h4.2L8 4l1.3-1h4.2v9.5H9.3L8 13.5l-1.3-1H2.5zM8 4v9.5',
  branch: 'M4 2.5v6a3 3 0 0 0 3 3h5.5M10 9l2.5 2.5L10 14M4 5.5h8.5',
  ask: 'M2.5 3h11v8h-6l-3 2.5V11h-2zM8 8.6v.1M6.6 5.6A1.5 1.5 0 1 1 8 7.2',
  pen: 'M2 13.5h12M3.5 10.5l7-7 2 2-7 7-2.5.5z',
  money: 'M8 2v12M11.5 4.8C11 3.7 9.8 3.3 8 3.3c-2 0-3.3.8-3.3 2.2 0 3.2 6.9 1.5 6.9 4.8 0 1.5-1.5 2.4-3.6 2.4-2 0-3.4-.7-3.8-2',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5 14 14',
  plus: 'M8 3v10M3 8h10',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3zM6.8 14.2h2.4',
  down: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  up: 'm4.5 9.5 3.5-3.5 3.5 3.5',
  next: 'm6.5 4.5 3.5 3.5-3.5 3.5',
  back: 'm9.5 4.5-3.5 3.5 3.5 3.5',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  print: 'M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  check: 'm3 8.5 3.2 3L13 4.5',
  lock: 'M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  close: 'm4 4 8 8M12 4l-8 8',
  person: 'M8 7.2a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8zM2.8 13.6c.4-2.9 2.2-4.2 5.2-4.2s4.8 1.3 5.2 4.2',
  people: 'M6 7.4a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM1.8 13c.3-2.5 1.8-3.6 4.2-3.6s3.9 1.1 4.2 3.6M10.4 3.2a2.1 2.1 0 0 1 0 4M12 9.6c1.4.5 2.1 1.6 2.3 3.4',
  house: 'M2.5 13.5h11M3.5 13.5v-11h6v11M9.5 6.5h3v7M5.5 5h2M5.5 7.5h2M5.5 10h2',
  upload: 'M8 10.5V3M5 5.8 8 2.8l3 3M2.5 10v3.5h11V10',
  download: 'M8 2.5V10M5 7.2l3 3 3-3M2.5 10v3.5h11V10',
  leave: 'M9.5 3.5V2.5h-7v11h7v-1M6.5 8h7M11 5.5 13.5 8 11 10.5',
  fold: 'M2.5 3h11v10h-11zM6 3v10',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.4v3.4M8 5.2v.1',
  warn: 'M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8',
  chart: 'M2.5 13.5h11M4.5 11V7.5M8 11V3.5M11.5 11V6',
  shield: 'M8 1.8 13 3.5v4c0 3.2-2 5.5-5 6.7-3-1.2-5-3.5-5-6.7v-4z',
  box: 'M2.5 5 8 2.2 13.5 5v6L8 13.8 2.5 11zM2.5 5 8 7.8 13.5 5M8 7.8v6',
  link: 'M6.8 9.2a2.4 2.4 0 0 0 3.4 0l2.2-2.2a2.4 2.4 0 0 0-3.4-3.4L8 4.6M9.2 6.8a2.4 2.4 0 0 0-3.4 0L3.6 9A2.4 2.4 0 0 0 7 12.4l1-1',
} as const

export type IconName = keyof typeof icons

/** Decorative: the words beside it say the same. */
export const Icon = ({ name, small, className = '' }: { readonly name: IconName; readonly small?: boolean | undefined; readonly className?: string | undefined }) =>
  <svg className={`i ${small ? 'small' : ''} ${className}`} viewBox="0 0 16 16" aria-hidden="true"><path d={icons[name]} /></svg>

/** The sign of the house: lanes that run side by side to one line. */
export const Brand = () =>
  <svg viewBox="0 0 20 20" aria-hidden="true" className="Brand">
    <path className="far" d="M3 4h14M3 10h14M3 16h14" /><path className="near" d="M3 4h6M3 10h10M3 16h8" /><path className="goal" d="M16 2v16" />
  </svg>
