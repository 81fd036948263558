/** A text of which parts were found. */

/** `ranges` are [from, to) in UTF-16 units, in order. Harmless. */
export function Marked(
  { ranges, text }: { text: string; ranges: readonly (readonly [number, number])[] },
) {
  const parts = [];
  let at = 0;
  for (const [from, to] of ranges) {
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return <>{parts}{text.slice(at)}</>;
}
