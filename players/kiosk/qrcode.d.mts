// What the player uses of qrcode-generator, which the server puts into the set of player files as /player/qrcode.mjs.

export interface Code {
  addData(text: string): void
  make(): void
  getModuleCount(): number
  isDark(row: number, column: number): boolean
}
export default function qrcode(typeNumber: number, level: 'L' | 'M' | 'Q' | 'H'): Code
