/** What a reaction may be. */

const EMOJI = /^\p{RGI_Emoji}$/v;

/** The emoji with the variation selector that some keyboards leave out; undefined when it is none. */
export function oneEmoji(emoji: string): string | undefined {
  return [emoji, `${emoji}\ufe0f`].find((candidate) => EMOJI.test(candidate));
}
