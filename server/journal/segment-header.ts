import { crc32 } from 'node:zlib';

/** The layout written here. A layout that older code cannot read gets the next number. */
export const LAYOUT = 2;
export const HEADER_BYTES = 128;

/** The segment before: how far it was on disk when this one was begun. Bytes behind that mean nothing. */
export interface SealedEnd {
  readonly firstSeq: number;
  readonly end: number;
  readonly lastSeq: number;
}

/** What a segment says of itself in front of its records. */
export interface SegmentHeader {
  readonly layout: number;
  /** Of the journal. */
  readonly identity: string;
  readonly firstSeq: number;
  /** Null in the first segment of all. */
  readonly before: SealedEnd | null;
}

const MAGIC = Buffer.from('TIDELOG\n', 'latin1');
const IDENTITY_BYTES = 36;

/** Fills the first `HEADER_BYTES` of `into`. */
export function writeHeader(into: Buffer, header: SegmentHeader): void {
  into.fill(0, 0, HEADER_BYTES);
  MAGIC.copy(into);
  into.writeUInt32LE(header.layout, 8);
  into.write(header.identity, 16, IDENTITY_BYTES, 'latin1');
  into.writeDoubleLE(header.firstSeq, 56);
  into.writeDoubleLE(header.before?.firstSeq ?? 0, 64);
  into.writeDoubleLE(header.before?.end ?? 0, 72);
  into.writeDoubleLE(header.before?.lastSeq ?? 0, 80);
  into.writeUInt32LE(sumOf(into), 12);
}

/** Null where the bytes are not as some Tidewall wrote them. */
export function readHeader(bytes: Buffer): SegmentHeader | null {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, 8).equals(MAGIC)) return null;
  if (bytes.readUInt32LE(12) !== sumOf(bytes)) return null;
  const before = bytes.readDoubleLE(64);
  return {
    layout: bytes.readUInt32LE(8),
    identity: bytes.toString('latin1', 16, 16 + IDENTITY_BYTES),
    firstSeq: bytes.readDoubleLE(56),
    before:
      before === 0
        ? null
        : { firstSeq: before, end: bytes.readDoubleLE(72), lastSeq: bytes.readDoubleLE(80) },
  };
}

/** `log/0000000000000001.log`: named by its first number, so that names sort as the log does. */
export function segmentName(firstSeq: number): string {
  return `${String(firstSeq).padStart(16, '0')}.log`;
}

/** Null where the name is no segment's. */
export function firstSeqOf(name: string): number | null {
  return /^\d{16}\.log$/.test(name) ? Number(name.slice(0, 16)) : null;
}

function sumOf(bytes: Buffer): number {
  return crc32(bytes.subarray(16, HEADER_BYTES), crc32(bytes.subarray(8, 12)));
}
