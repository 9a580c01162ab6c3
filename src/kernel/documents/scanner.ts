/** A virus scanner beside this server. None is part of the platform: where none is given, files are marked as not scanned, in words. */
export interface Scanner {
  readonly name: string
  /** what was found, or null when the file is clean; throws when it cannot say */
  scan(bytes: Uint8Array): Promise<string | null>
}
