/** A phone with an authenticator app (RFC 6238). */
import { createHmac } from 'node:crypto'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const STEP_MS = 30_000

export class Authenticator {
  private readonly key: Buffer

  constructor(secret: string) {
    const bits = [...secret.replaceAll(' ', '')]
      .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'))
      .join('')
    this.key = Buffer.from(bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? [])
  }

  /** The code it shows now, or so many steps later. */
  code(later = 0): string {
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) + later))
    const mac = createHmac('sha1', this.key).update(counter).digest()
    const offset = mac.readUInt8(mac.length - 1) & 15
    const number = (mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000
    return String(number).padStart(6, '0')
  }
}
