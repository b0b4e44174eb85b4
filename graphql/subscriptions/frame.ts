/** One value's execution result as it goes over the wire, with its number. Encoded once, shared by all who get it. */
export interface Frame {
  readonly sequence: number;
  /** The number it continues from: whoever stands between the two must not get it. */
  readonly from: number;
  /** The rest of a `next` message, from the result to the closing brace; empty when there is nothing to send. */
  readonly rest: Buffer;
}

const nothing = Buffer.alloc(0);

/** @param json the serialised execution result */
export const frame = (sequence: number, json: string, from = sequence - 1): Frame => ({
  sequence,
  from,
  rest: Buffer.from(`${json}}`),
});

/** Only moves whoever gets it on to this number. */
export const emptyFrame = (sequence: number): Frame => ({ sequence, from: sequence - 1, rest: nothing });

/** The beginning of a subscriber's `next` messages, up to the result. @param id the operation's id on its socket */
export const frameHead = (id: string): Buffer =>
  Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);

/**
 * Messages for one subscriber as unmasked WebSocket text frames, in one piece: a thousand sockets then cost a thousand
 * small copies and writes, and nothing is serialised again. Source: RFC 6455, section 5.2.
 */
export function encodeFrames(head: Buffer, frames: readonly Frame[]): Buffer {
  let size = 0;
  for (const { rest } of frames) if (rest.length > 0) size += messageSize(head, rest);
  const encoded = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { rest } of frames) {
    if (rest.length === 0) continue;
    at = writeHeader(encoded, at, head.length + rest.length);
    encoded.set(head, at);
    encoded.set(rest, at + head.length);
    at += head.length + rest.length;
  }
  return encoded;
}

/** Bytes of one message on the wire. */
export function messageSize(head: Buffer, rest: Buffer): number {
  const length = head.length + rest.length;
  return length + (length < 126 ? 2 : length < 65_536 ? 4 : 10);
}

function writeHeader(target: Buffer, at: number, length: number): number {
  const finalText = 0x81;
  target[at] = finalText;
  if (length < 126) {
    target[at + 1] = length;
    return at + 2;
  }
  if (length < 65_536) {
    target[at + 1] = 126;
    return target.writeUInt16BE(length, at + 2);
  }
  target[at + 1] = 127;
  return target.writeBigUInt64BE(BigInt(length), at + 2);
}
