/** Which emoji a reaction is that was called by its name. */
import { type EmojiTable, withEmoji } from "../text/emoji.ts";
import type { Effect } from "./state/action.ts";

type Reacting = Extract<Effect, { kind: "react" }>;

/** The reaction without its name: what the reader has given already is taken back. */
export async function reactionMeant(
  { given = [], ...effect }: Reacting,
  load: () => Promise<EmojiTable>,
): Promise<Reacting> {
  const emoji = await withEmoji(effect.emoji, load);
  return { ...effect, emoji, remove: effect.remove || given.includes(emoji) };
}
