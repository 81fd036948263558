/** Puts a text onto the clipboard of the person's own machine, through the terminal (OSC 52). */
import { Buffer } from "node:buffer";
import { multiplexer, throughMultiplexer } from "./passthrough.ts";

/** Longest text that is copied, in bytes of UTF-8: many terminals take no more. */
export const MAX_COPIED_BYTES = 74_994;

/**
 * The sequence that copies `text`; `undefined` when it is too long. Nothing in it can end the
 * sequence early: it is base64. `environment` tells whether tmux or screen stand in between.
 */
export function copySequence(
  text: string,
  environment: (name: string) => string | undefined,
): string | undefined {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > MAX_COPIED_BYTES) return undefined;
  const sequence = `\x1b]52;c;${Buffer.from(bytes).toString("base64")}\x07`;
  // tmux has two settings for it, of which either may be on: to copy itself, to pass sequences on.
  const isTmux = multiplexer(environment) === "tmux";
  return (isTmux ? sequence : "") + throughMultiplexer(sequence, environment);
}
