/** The client's side of a WebSocket (RFC 6455), written down once more for tests. */

/** What a server sent. */
export interface ServerFrame {
  opcode: number;
  payload: Uint8Array;
}

/** A masked frame of a client; `first` is its first byte, 0x81 for a text in one piece. */
export function clientFrame(first: number, payload: Uint8Array): Uint8Array {
  const { length } = payload;
  const headBytes = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const mask = crypto.getRandomValues(new Uint8Array(4));
  const bytes = new Uint8Array(headBytes + 4 + length);
  const view = new DataView(bytes.buffer);
  bytes[0] = first;
  bytes[1] = 0x80 | (headBytes === 2 ? length : headBytes === 4 ? 126 : 127);
  if (headBytes === 4) view.setUint16(2, length);
  if (headBytes === 10) view.setBigUint64(2, BigInt(length));
  bytes.set(mask, headBytes);
  for (let index = 0; index < length; index++) {
    bytes[headBytes + 4 + index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
  }
  return bytes;
}

/** A text in one frame. */
export function clientText(text: string | Uint8Array): Uint8Array {
  return clientFrame(0x81, typeof text === "string" ? new TextEncoder().encode(text) : text);
}

/** The head of a request that opens a WebSocket at a server on this machine. */
export function upgradeHead(
  port: number,
  { path = "/ws", origin, fields = {} }: {
    path?: string;
    origin?: string;
    fields?: Record<string, string>;
  } = {},
): string {
  const all = {
    Host: `127.0.0.1:${port}`,
    Origin: origin ?? `http://127.0.0.1:${port}`,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...fields,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** Takes the frames of a server apart, after the head of its answer. */
export class ServerFrames {
  #bytes = new Uint8Array(0);

  /** Takes bytes; returns the frames that are whole. Throws for a frame that no server may send. */
  push(bytes: Uint8Array): ServerFrame[] {
    const joined = new Uint8Array(this.#bytes.length + bytes.length);
    joined.set(this.#bytes);
    joined.set(bytes, this.#bytes.length);
    const view = new DataView(joined.buffer);
    const frames: ServerFrame[] = [];
    let at = 0;
    while (joined.length - at >= 2) {
      const [first = 0, second = 0] = joined.subarray(at, at + 2);
      if ((first & 0x70) !== 0 || (second & 0x80) !== 0) throw new Error("A frame that is masked");
      const short = second & 0x7f;
      const headBytes = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (joined.length - at < headBytes) break;
      const length = headBytes === 2
        ? short
        : headBytes === 4
        ? view.getUint16(at + 2)
        : Number(view.getBigUint64(at + 2));
      const end = at + headBytes + length;
      if (joined.length < end) break;
      frames.push({ opcode: first & 0x0f, payload: joined.slice(at + headBytes, end) });
      at = end;
    }
    this.#bytes = joined.slice(at);
    return frames;
  }
}
