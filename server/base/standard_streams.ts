/** Writes to the standard streams of the process; no text gets there but through here. */
import { printableLines } from "../../protocol/text/printable.ts";

const encoder = new TextEncoder();

/** Writes a text of whole lines to the standard output, made harmless for terminals. */
export function writeOut(text: string): Promise<void> {
  return writeAll(Deno.stdout, text);
}

/** Writes a text of whole lines to the standard error, made harmless for terminals. */
export function writeError(text: string): Promise<void> {
  return writeAll(Deno.stderr, text);
}

/** Writes bytes to the standard output as they are; they are nothing for a terminal. */
export async function writeBytes(bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await Deno.stdout.write(rest));
}

/** Whether the standard output is a terminal. */
export function isOutputTerminal(): boolean {
  return Deno.stdout.isTerminal();
}

/** Says on the standard error, at once, why something did not work. */
export function complain(message: string): void {
  console.error(harmless(`chat: ${message}`));
}

async function writeAll(stream: { write(bytes: Uint8Array): Promise<number> }, text: string) {
  let rest = encoder.encode(harmless(text));
  while (rest.length > 0) rest = rest.subarray(await stream.write(rest));
}

function harmless(text: string): string {
  return printableLines(text).join("\n");
}
