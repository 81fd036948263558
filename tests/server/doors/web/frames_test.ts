import assert from "node:assert/strict";
import {
  closeFrame,
  type FrameError,
  FrameReader,
  MAX_MESSAGE_BYTES,
  pongFrame,
  type Received,
  textFrame,
} from "../../../../server/doors/web/frames.ts";
import { clientFrame, clientText, ServerFrames } from "../../../support/web_socket_wire.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function bytesOf(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** What comes of bytes that arrive in chunks of a size; texts as such. */
function received(bytes: Uint8Array, size = bytes.length): unknown[] {
  const reader = new FrameReader();
  const all: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.slice(at, at + size));
    for (;;) {
      const next = reader.next();
      if (next === undefined) break;
      all.push(plain(next));
    }
  }
  return all;
}

function plain(next: Received): unknown {
  return next.kind === "close" ? next : [next.kind, decoder.decode(next.payload)];
}

/** The close code of what breaks the protocol; undefined when nothing does. */
function codeOf(...parts: readonly (Uint8Array | readonly number[])[]): number | undefined {
  try {
    received(bytesOf(...parts.map((part) => Uint8Array.from(part))), 7);
  } catch (error) {
    return (error as FrameError).closeCode;
  }
  return undefined;
}

Deno.test("FrameReader reads messages however they are cut", () => {
  const long = "é".repeat(20_000);
  const bytes = bytesOf(
    clientText("one"),
    clientFrame(0x01, encoder.encode("tw")),
    clientFrame(0x89, encoder.encode("are you there?")),
    clientFrame(0x00, encoder.encode("")),
    clientFrame(0x8a, encoder.encode("a pong that nobody asked for")),
    clientFrame(0x80, encoder.encode("o")),
    clientText(""),
    clientText("x".repeat(200)),
    clientText(long),
    clientFrame(0x88, Uint8Array.of(0x03, 0xe9)),
  );
  const expected = [
    ["text", "one"],
    ["ping", "are you there?"],
    ["text", "two"],
    ["text", ""],
    ["text", "x".repeat(200)],
    ["text", long],
    { kind: "close", code: 1_001 },
  ];
  for (const size of [1, 2, 3, 5, 13, 1_000, bytes.length]) {
    assert.deepEqual(received(bytes, size), expected, `chunks of ${size} bytes`);
  }
});

Deno.test("FrameReader refuses what breaks RFC 6455 with the code that says how", () => {
  const text = encoder.encode("a");
  const cases: [string, number | undefined, ...(Uint8Array | number[])[]][] = [
    ["nothing wrong", undefined, clientFrame(0x81, text)],
    ["not masked", 1_002, [0x81, 0x01, 0x61]],
    ["a reserved bit", 1_002, clientFrame(0xc1, text)],
    ["an unknown kind", 1_002, clientFrame(0x83, text)],
    ["an unknown control frame", 1_002, clientFrame(0x8b, text)],
    ["a continuation of nothing", 1_002, clientFrame(0x80, text)],
    ["a text within a text", 1_002, clientFrame(0x01, text), clientFrame(0x81, text)],
    ["a ping in pieces", 1_002, clientFrame(0x09, text)],
    ["a ping that is too long", 1_002, clientFrame(0x89, new Uint8Array(126))],
    ["too many bytes of length", 1_002, [0x81, 0xfe, 0, 125, 0, 0, 0, 0]],
    ["far too many", 1_002, [0x81, 0xff, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0]],
    ["an enormous length", 1_009, [0x81, 0xff, 0x00, 0x1f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["a length of 64 bits", 1_002, [0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["half a close code", 1_002, clientFrame(0x88, Uint8Array.of(3))],
    ["a close code for nobody", 1_002, clientFrame(0x88, Uint8Array.of(3, 0xed))],
    ["a close code of no range", 1_002, clientFrame(0x88, Uint8Array.of(0, 1))],
    ["a reason that is no text", 1_007, clientFrame(0x88, Uint8Array.of(3, 0xe8, 0xff))],
    ["a binary message", 1_003, clientFrame(0x82, text)],
    ["the longest message", undefined, clientFrame(0x81, new Uint8Array(MAX_MESSAGE_BYTES))],
    ["one that is longer", 1_009, clientFrame(0x81, new Uint8Array(MAX_MESSAGE_BYTES + 1))],
    [
      "one that is longer in pieces",
      1_009,
      clientFrame(0x01, new Uint8Array(MAX_MESSAGE_BYTES)),
      clientFrame(0x80, text),
    ],
  ];
  for (const [what, code, ...parts] of cases) assert.equal(codeOf(...parts), code, what);
});

Deno.test("textFrame(), pongFrame() and closeFrame() write what a client reads", () => {
  for (const length of [0, 1, 125, 126, 65_535, 65_536, 200_000]) {
    const frame = textFrame(new Uint8Array(length).fill(97));
    const [only, ...more] = new ServerFrames().push(frame);
    assert.equal(only?.opcode, 1);
    assert.equal(only?.payload.length, length);
    assert.equal(more.length, 0);
  }
  const pong = new ServerFrames().push(pongFrame(encoder.encode("here")))[0];
  assert.deepEqual([pong?.opcode, decoder.decode(pong?.payload)], [10, "here"]);
  assert.deepEqual([...closeFrame(1_009)], [0x88, 2, 0x03, 0xf1]);
});
