/** The reducer for rooms and conversations by their place in the list, and by their numbers. */
import type { Key } from "../../../terminal/input/key.ts";
import { placeName } from "../../../wording/place.ts";
import { activeBuffer, bufferOf, numberedBuffers } from "../../state/buffers.ts";
import { choicesOf, withChoice } from "../../state/place_choices.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import {
  listedBuffers,
  MAX_CALLED,
  neighbourOf,
  roomNumbers,
  withNumber,
} from "../../state/room_order.ts";
import type { State } from "../../state/state.ts";
import { goTo } from "./reduce_place.ts";

/** The buffer `by` further in the list, round and round; those of servers are left out. */
export function step(state: State, by: -1 | 1): Reduced {
  const buffers = listedBuffers(state).filter(({ place }) => place !== undefined);
  const at = buffers.findIndex(({ key }) => key === state.activeKey);
  const next = buffers[(at + by + buffers.length) % buffers.length] ?? buffers[0];
  return next === undefined ? reduced(state) : goTo(state, next.key);
}

/** The buffer with this number. */
export function goToNumber(state: State, number: number): Reduced {
  const numbers = roomNumbers(state);
  const buffer = numberedBuffers(state).find(({ key }) => numbers.get(key) === number);
  return buffer === undefined
    ? reduced({ ...state, hint: `There is no room ${number} in the list` })
    : goTo(state, buffer.key);
}

/** A number of two digits follows. */
export function numberBegun(state: State): State {
  return { ...state, typedNumber: "", hint: numberHint("") };
}

/**
 * Takes a key of a number: a second digit, or Enter behind the first, goes there; everything else
 * ends it, and `undefined` leaves that key to what it always does.
 */
export function pressNumber(state: State, key: Key): Reduced | undefined {
  const { typedNumber: digits = "" } = state;
  const rest: State = { ...state, typedNumber: undefined, hint: undefined };
  if (key.name === "backspace" && digits !== "") return reduced(numberBegun(state));
  if ((key.name === "return" || key.name === "enter") && digits !== "") {
    return goToNumber(rest, Number(digits));
  }
  if (key.name === "escape") return reduced(rest);
  if (!/^[0-9]$/.test(key.text) || key.ctrl) return undefined;
  const written = digits + key.text;
  return written.length < String(MAX_CALLED).length
    ? reduced({ ...state, typedNumber: written, hint: numberHint(written) })
    : goToNumber(rest, Number(written));
}

/** Moves a buffer by one, or to a number. */
export function moved(state: State, key: string, to: -1 | 1 | { number: number }): Reduced {
  const buffer = bufferOf(state, key);
  if (buffer?.place === undefined) {
    return reduced({ ...state, hint: "Only rooms and conversations have a number" });
  }
  if (typeof to === "object") return reduced(withNumber(state, buffer, to.number));
  const neighbour = neighbourOf(state, buffer, to);
  const number = neighbour && roomNumbers(state).get(neighbour.key);
  return number === undefined
    ? reduced({
      ...state,
      hint: `${placeName(buffer.place)} is at the end of its part of the list`,
    })
    : reduced(withNumber(state, buffer, number));
}

/** Moves the active buffer by one. */
export function activeMoved(state: State, by: -1 | 1): Reduced {
  return moved(state, activeBuffer(state)?.key ?? "", by);
}

/** Makes a buffer one of the favourites, or none of them any more. */
export function favouriteSwitched(state: State, key: string): State {
  const buffer = bufferOf(state, key);
  if (buffer?.place === undefined) return state;
  const isFavourite = choicesOf(state, buffer).isFavourite === true ? undefined : true;
  const hint = isFavourite === true
    ? `${placeName(buffer.place)} is among your favourites now`
    : `${placeName(buffer.place)} is no favourite any more`;
  return { ...withChoice(state, buffer, { isFavourite }), hint };
}

function numberHint(digits: string): string {
  return `Go to number ${digits.padEnd(String(MAX_CALLED).length, "_")} · Esc stays`;
}
