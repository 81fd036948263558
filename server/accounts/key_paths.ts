/** Passwords that are a walk from key to key on a keyboard. */
import { waysToChoose } from "./common_words.ts";

/** The neighbours of each key, by direction: what the key gives without and with shift. */
export type Keyboard = Readonly<Record<string, readonly (string | null)[]>>;

/** A walk over the whole of a password. */
export interface KeyPath {
  /** Guesses until it is tried. */
  guesses: number;
  /** Whether it goes in one direction only. */
  isStraight: boolean;
}

/** What is typed with shift on most keyboards. */
const SHIFTED = /^[~!@#$%^&*()_+{}|:"<>?\p{Lu}]/u;

/** Keyboards on which people walk. */
export class KeyPaths {
  readonly #keyboards: readonly { keys: Keyboard; count: number; neighbours: number }[];

  constructor(keyboards: readonly Keyboard[]) {
    this.#keyboards = keyboards.map((keys) => {
      const all = Object.values(keys);
      const neighbours = all.flat().filter((key) => key !== null).length / all.length;
      return { keys, count: all.length, neighbours };
    });
  }

  /** The easiest walk that `text` as a whole is; undefined when it is none. */
  find(text: string): KeyPath | undefined {
    let best: KeyPath | undefined;
    if (text.length < 3) return undefined;
    for (const { keys, count, neighbours } of this.#keyboards) {
      const path = walk(text, keys);
      if (path === undefined) continue;
      const { turns, shifts } = path;
      const guesses = Math.round(
        waysToWalk({ length: text.length, turns, count, neighbours }) *
          waysToShift(shifts, text.length),
      );
      if (best === undefined || guesses < best.guesses) best = { guesses, isStraight: turns === 1 };
    }
    return best;
  }
}

/** How often the walk turns, its start included, and how many keys are typed with shift. */
function walk(text: string, keys: Keyboard): { turns: number; shifts: number } | undefined {
  let turns = 0;
  // Keypads have no shift.
  let shifts = "a" in keys && SHIFTED.test(text) ? 1 : 0;
  let last = -1;
  for (let at = 1; at < text.length; at++) {
    const key = text.charAt(at);
    const neighbours = keys[text.charAt(at - 1)] ?? [];
    const direction = neighbours.findIndex((neighbour) => neighbour?.includes(key) ?? false);
    if (direction < 0) return undefined;
    if (neighbours[direction]?.indexOf(key) === 1) shifts += 1;
    if (direction !== last) turns += 1;
    last = direction;
  }
  return { turns, shifts };
}

interface Walks {
  length: number;
  turns: number;
  count: number;
  neighbours: number;
}

/** About how many walks there are that are no longer and turn no more often. */
function waysToWalk({ length, turns, count, neighbours }: Walks): number {
  let walks = 0;
  for (let steps = 1; steps < length; steps++) {
    let places = 1;
    for (let turn = 1; turn <= Math.min(turns, steps); turn++) {
      walks += places * count * neighbours ** turn;
      places = places * (steps - turn + 1) / turn;
    }
  }
  return walks;
}

function waysToShift(shifts: number, length: number): number {
  if (shifts === 0) return 1;
  if (shifts === length) return 2;
  return waysToChoose(length, Math.min(shifts, length - shifts));
}
