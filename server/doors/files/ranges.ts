/** Which part of a file is asked for (RFC 9110, section 14). */

/** The bytes from `start` up to, not including, `end`. */
export interface Part {
  start: number;
  end: number;
}

/**
 * The part that a `Range` asks for; undefined for all of it, because none is asked for, several are, or
 * nobody can tell; `outside` when there is nothing of it in a file of `size` bytes.
 */
export function partOf(range: string | undefined, size: number): Part | undefined | "outside" {
  // However many digits: what is beyond any file is compared like what is beyond this one.
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined || first === last && first === "") return undefined;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "outside" : { start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) return "outside";
  return { start, end: last === "" ? size : Math.min(Number(last) + 1, size) };
}
