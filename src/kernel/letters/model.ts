// What of a DOCX is set on paper, in points: plain data, handed to letter.typ as JSON.
/** 宋体 仿宋 楷体 黑体 小标宋 */
export type Face = 'song' | 'fang' | 'kai' | 'hei' | 'title'
export interface Look { readonly size: number; readonly face: Face; readonly bold?: true; readonly italic?: true; readonly under?: true; readonly strike?: true; readonly colour?: string; readonly raise?: 'super' | 'sub'; readonly track?: number }
export type Piece =
  | ({ readonly k: 'text'; readonly text: string } & Look)
  | ({ readonly k: 'tab'; readonly to?: number; readonly fill?: true } & Look)
  | ({ readonly k: 'field'; readonly field: 'page' | 'pages' } & Look)
  | { readonly k: 'br' }
  | { readonly k: 'image'; readonly path: string; readonly w: number; readonly h: number; readonly alt: string }
export interface Rule { readonly w: number; readonly c: string; readonly dash?: true }
export interface Paragraph {
  readonly k: 'p'
  readonly align: 'left' | 'center' | 'right' | 'justify'
  /** the size its lines are measured by, and the distance between two of its lines, edge to edge */
  readonly size: number; readonly leading: number
  readonly before: number; readonly after: number
  readonly left: number; readonly right: number; readonly first: number; readonly hang: number
  /** stays with what follows; stays whole */
  readonly keep?: true; readonly whole?: true
  readonly above?: Rule; readonly below?: Rule
  readonly label?: { readonly text: string } & Look
  readonly pieces: readonly Piece[]
}
export interface Cell { readonly x: number; readonly y: number; readonly cols: number; readonly rows: number; readonly fill?: string; readonly valign: 'top' | 'horizon' | 'bottom'; readonly stroke: Readonly<Record<'top' | 'right' | 'bottom' | 'left', Rule | null>>; readonly inset: Readonly<Record<'top' | 'right' | 'bottom' | 'left', number>>; readonly height?: number; readonly whole?: true; readonly blocks: readonly Block[] }
export interface Table { readonly k: 't'; readonly align: 'left' | 'center' | 'right'; readonly indent: number; readonly columns: readonly number[]; /** rows repeated on every page */ readonly head: number; readonly cells: readonly Cell[] }
export type Block = Paragraph | Table | { readonly k: 'break' }
export interface Sheet { readonly w: number; readonly h: number; readonly top: number; readonly right: number; readonly bottom: number; readonly left: number; readonly header: number; readonly titled?: true }
export interface Section { readonly sheet: Sheet; readonly blocks: readonly Block[]; readonly header: readonly Block[]; readonly footer: readonly Block[]; readonly firstHeader: readonly Block[]; readonly firstFooter: readonly Block[] }
export interface Picture { readonly path: string; readonly bytes: Buffer }
/** A file as it will be set; `left` are kinds of content that cannot be. */
export interface Model { readonly sections: readonly Section[]; readonly pictures: readonly Picture[]; readonly left: readonly string[] }
