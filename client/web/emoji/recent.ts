/** Emoji that were chosen lately in this browser, and the skin tone; forgotten where nothing can be kept. */
import { keep, kept } from "../net/kept.ts";

const RECENT = "chat emoji";
const TONE = "chat skin tone";
const MAX_RECENT = 24;
/** Nothing longer was one emoji. */
const MAX_LENGTH = 40;

/** The last one first. */
export function recentEmoji(): string[] {
  return kept(RECENT).split("\t").filter((emoji) => emoji !== "" && emoji.length <= MAX_LENGTH)
    .slice(0, MAX_RECENT);
}

/** It was chosen. */
export function rememberEmoji(emoji: string): void {
  keep(
    RECENT,
    [emoji, ...recentEmoji().filter((other) => other !== emoji)].slice(0, MAX_RECENT)
      .join("\t"),
  );
}

/** The skin tone that was chosen last; empty for none. */
export function rememberedTone(): string {
  const tone = kept(TONE);
  return /^\p{Emoji_Modifier}?$/u.test(tone) ? tone : "";
}

/** It was chosen. */
export function rememberTone(tone: string): void {
  keep(TONE, tone);
}
