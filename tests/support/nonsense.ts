/** What a server sends that does not know the protocol, or does not want to: examples with mistakes. */
import fc from "fast-check";
import { EVENT_SHAPES } from "../../client/net/shapes/events.ts";
import { exampleOf, placesIn, replaced } from "./examples.ts";

type Fields = Record<string, unknown>;

/** What may stand where something else was expected. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(null, -1, 0, 1e308, true, false, "", "janitor", [], {}, [[]], [null], {
    toString: 1,
  }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** Changes an example in up to three places. */
export function mutated(example: unknown): fc.Arbitrary<Fields> {
  const places = placesIn(example).slice(1);
  if (places.length === 0) return fc.constant(example as Fields);
  const changes = fc.array(fc.tuple(fc.constantFrom(...places), strange), { maxLength: 3 });
  return changes.map((list) =>
    list.reduce<unknown>(
      (value, [place, part]) =>
        placesIn(value).some((each) => `${each}` === `${place}`)
          ? replaced(value, [place], part)
          : value,
      example,
    ) as Fields
  );
}

/** Events as the protocol has them, but for a few of their fields; and objects that are none. */
export const nonsenseEvents: fc.Arbitrary<Fields> = fc.oneof(
  ...Object.entries(EVENT_SHAPES)
    .filter(([name]) => name !== "closing")
    .flatMap(([, shape]) => [0, 1, 2].map((seed) => mutated(exampleOf(shape, seed)))),
  fc.dictionary(fc.string(), fc.jsonValue()),
);

/** Lines that are no JSON at all, or not of an object, or longer than any that is taken. */
export const rubbishLines: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }).map((text) => text.replaceAll(/[\r\n]/g, " ")),
  fc.json({ maxDepth: 2 }),
  fc.constantFrom("", "null", "[]", "{", '{"event":', '{"ok":true}', '{"ok":false,"ref":"x"}'),
  fc.constantFrom(1_000, 1_048_575, 1_048_577, 2_000_000).map((length) => "x".repeat(length)),
);
