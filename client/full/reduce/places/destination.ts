/** Where a command leads that opens a place. */
import { parseRoomName, parseUsername } from "../../../../protocol/names.ts";
import type { Intent } from "../../../commands/intent.ts";
import { bufferKey, bufferOf, ensureBuffer, withBuffer } from "../../state/buffers.ts";
import type { Buffer, State } from "../../state/state.ts";

/** Where a command leads. */
export interface Destination {
  readonly key: string;
  readonly state: State;
  /** Whether the server has to say yes first. */
  readonly isAsked: boolean;
}

/**
 * Where a command leads, as far as that is known before it has run; `undefined` for commands that
 * lead nowhere, or need the server to say where.
 */
export function destinationOf(
  state: State,
  { key: from, serverId }: Buffer,
  { args, command }: Extract<Intent, { kind: "command" }>,
): Destination | undefined {
  const [first = ""] = args.trim().split(/\s/, 1);
  switch (command.name) {
    case "room": {
      if (first !== args.trim()) return undefined;
      const username = first.startsWith("@") ? nameIn(first.slice(1), parseUsername) : undefined;
      if (username !== undefined) {
        return { ...ensureBuffer(state, serverId, { with: username }), isAsked: false };
      }
      const room = nameIn(first, parseRoomName);
      const known = room === undefined ? undefined : bufferOf(state, bufferKey(serverId, { room }));
      return known?.isIn === true ? { state, key: known.key, isAsked: false } : undefined;
    }
    case "query": {
      const username = nameIn(first.replace(/^@/, ""), parseUsername);
      if (username === undefined) return undefined;
      const isAsked = first !== args.trim();
      return { ...ensureBuffer(state, serverId, { with: username }), isAsked };
    }
    case "join":
    case "create": {
      const room = nameIn(first, parseRoomName);
      if (room === undefined) return undefined;
      const { key, state: next } = ensureBuffer(state, serverId, { room });
      // A room that is known already is joined as ever: the server has the last word.
      if (bufferOf(state, key)?.isIn === true) return { state, key, isAsked: true };
      const opening = withBuffer(next, key, () => ({ isIn: false, opensFrom: from }));
      return { state: opening, key, isAsked: true };
    }
    default:
      return undefined;
  }
}

function nameIn(written: string, parse: (name: string) => string): string | undefined {
  try {
    return parse(written);
  } catch {
    return undefined; // the command itself says what is wrong with it
  }
}
