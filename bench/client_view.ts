/**
 * Measures what drawing costs the full-screen client: the first frame, frames while many messages come
 * in, and frames while somebody only types. Nothing is written anywhere: what a frame would write is
 * made and counted.
 *
 * Usage: deno run --allow-env bench/client_view.ts [--columns 120] [--rows 40] [--seconds 10]
 */
const startedMs = performance.now();

const { parseArgs } = await import("node:util");
const { default: stringWidth } = await import("string-width");
const { frameChange } = await import("../client/full/frame/frame_writer.ts");
const { makeTheme } = await import("../client/theme/theme.ts");
const { leaf, withSplit } = await import("../client/full/windows/tree.ts");
const { ScreenView } = await import("../client/full/view/view.ts");
const { at, messageEntry, richState, withActive } = await import(
  "../tests/client/full/support/rich_state.ts"
);
const loadedMs = performance.now();

/** Frames a second, and messages a second that come in the busy part. */
const FRAMES = 30;
const MESSAGES = 1_000;
const KEPT = 5_000;

const { values } = parseArgs({
  options: {
    columns: { type: "string", default: "120" },
    rows: { type: "string", default: "40" },
    seconds: { type: "string", default: "10" },
  },
});
const size = { columns: Number(values.columns), rows: Number(values.rows) };
const frames = Number(values.seconds) * FRAMES;

const TEXTS = [
  "a plain message of about the usual length, as most of them are",
  "**bold** and `code` and a link to https://docs.example/some/page?of=the&manual=1 in it",
  "so many 👍🏽 emoji 👨‍👩‍👧‍👦 and 日本語 between the words, that widths have to be looked up",
  "a long one that goes on and on, " + "until it fills some rows of the pane ".repeat(6),
];

const view = new ScreenView({
  theme: makeTheme({ name: "dark" }, 256),
  widthOf: (text) => stringWidth(text),
});

const firstMs = performance.now();
let before = view.frame(richState(), size);
frameChange(before, undefined, view);
const firstFrameMs = performance.now() - firstMs;

const entry = (id: number) =>
  messageEntry({
    id,
    from: `user${id % 40}`,
    text: `${TEXTS[id % TEXTS.length]} ${id}`,
    timeMs: at(20, 12) + id,
  });
let state = withActive(richState(), {
  entries: Array.from({ length: KEPT }, (_, id) => entry(id)),
});
before = view.frame(state, size);

/** Draws frames and says what one costs. */
function measure(what: string, next: (frame: number) => void): void {
  const costsUs: number[] = [];
  let bytes = 0;
  for (let frame = 0; frame < frames; frame++) {
    next(frame);
    const fromMs = performance.now();
    const after = view.frame(state, size);
    bytes += frameChange(after, before, view).length;
    costsUs.push((performance.now() - fromMs) * 1_000);
    before = after;
  }
  costsUs.sort((one, other) => one - other);
  const sumUs = costsUs.reduce((sum, us) => sum + us, 0);
  const meanUs = sumUs / frames;
  console.log(
    `${what.padEnd(32)} mean ${meanUs.toFixed(0).padStart(6)} µs   ` +
      `p99 ${(costsUs[Math.floor(frames * 0.99)] ?? 0).toFixed(0).padStart(6)} µs   ` +
      `${(meanUs * FRAMES / 10_000).toFixed(1).padStart(5)} % of a core   ` +
      `${(bytes / frames / 1_024).toFixed(1).padStart(5)} KiB`,
  );
}

console.log(`${size.columns}×${size.rows}, ${FRAMES} frames a second`);
console.log(`modules loaded in ${(loadedMs - startedMs).toFixed(0)} ms`);
console.log(`first frame in ${firstFrameMs.toFixed(1)} ms`);

let id = KEPT;
const perFrame = Math.round(MESSAGES / FRAMES);
measure(`${MESSAGES} messages a second`, () => {
  const added = Array.from({ length: perFrame }, () => entry(id++));
  const entries = state.buffers.find(({ key }) => key === state.activeKey)?.entries ?? [];
  state = withActive(state, { entries: [...entries.slice(perFrame), ...added] });
});
const general = state.activeKey;
const tree = withSplit(withSplit(leaf(1), { id: 1, into: "columns", added: 2 }), {
  id: 2,
  into: "rows",
  added: 3,
});
const shown = { key: general, name: "", scroll: { kind: "end" } } as const;
state = {
  ...state,
  windows: {
    tree: withSplit(tree, { id: 1, into: "rows", added: 4 }),
    focused: 1,
    isZoomed: false,
    others: new Map([2, 3, 4].map((window) => [window, shown])),
  },
};
measure(`the same in four windows`, () => {
  const added = Array.from({ length: perFrame }, () => entry(id++));
  const entries = state.buffers.find(({ key }) => key === state.activeKey)?.entries ?? [];
  state = withActive(state, { entries: [...entries.slice(perFrame), ...added] });
});
state = { ...state, windows: undefined };
measure("one key in each frame", (frame) => {
  state = withActive(state, {
    draft: {
      line: { before: "x".repeat(frame % 60), after: "", cut: "" },
      undo: [],
      purpose: { kind: "say" },
    },
  });
});
measure("nothing new", () => {});
