import assert from "node:assert/strict";
import { ANSWER_SHAPES } from "../../../../client/net/shapes/answers.ts";
import { EVENT_SHAPES } from "../../../../client/net/shapes/events.ts";
import type { Shape } from "../../../../client/net/shapes/shape.ts";
import { exampleOf, withText } from "../../../support/examples.ts";

const HOSTILE = "\u001b]0;owned\u0007\u202e\u009b31m";

const shapes: [string, Shape<unknown>][] = [
  ...Object.entries(EVENT_SHAPES),
  ...Object.entries(ANSWER_SHAPES).map(([name, shape]): [string, Shape<unknown>] => [
    `the answer to ${name}`,
    shape,
  ]),
];

for (const [name, shape] of shapes) {
  Deno.test(`the shape of ${name} takes its example as it is`, () => {
    for (const seed of [0, 1]) {
      const example = exampleOf(shape, seed);
      assert.deepEqual(shape.read(example), example);
    }
  });

  Deno.test(`the shape of ${name} takes nothing hostile for a name or a word`, () => {
    for (const value of withText(shape, HOSTILE)) {
      for (const [kind, leaf] of leaves(shape, shape.read(value))) {
        if (kind !== "text") assert.notEqual(leaf, HOSTILE);
      }
    }
  });
}

/** Texts, names and words in a value that was read, with what each is. */
function leaves({ kind }: Shape<unknown>, value: unknown): [string, unknown][] {
  if (value === undefined) return [];
  if (kind.is === "list") {
    return Array.isArray(value) ? value.flatMap((entry) => leaves(kind.item, entry)) : [];
  }
  if (kind.is === "record") {
    const fields = value as Record<string, unknown>;
    return Object.entries(kind.fields).flatMap(([name, shape]) => leaves(shape, fields[name]));
  }
  return [[kind.is, value]];
}
