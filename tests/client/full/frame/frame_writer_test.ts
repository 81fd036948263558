import assert from "node:assert/strict";
import fc from "fast-check";
import stringWidth from "string-width";
import type { Frame, Size } from "../../../../client/full/frame/frame.ts";
import { frameChange, FrameWriter } from "../../../../client/full/frame/frame_writer.ts";
import { Typesetter } from "../../../../client/full/frame/typesetter.ts";
import { ENTER_SCREEN, LEAVE_SCREEN } from "../../../../client/full/sequences/screen_mode.ts";
import { type Piece, PLAIN, type Row } from "../../../../client/theme/styled.ts";
import { FakeClock } from "../../../support/fake_clock.ts";
import { ALL_HARD_TEXTS } from "../support/corpus.ts";
import { assertShows, HeadlessScreen, UNICODE_VERSIONS } from "../support/headless.ts";

const typesetter = new Typesetter(stringWidth);
const cellsOf = (text: string) => typesetter.cells(text);

/** A frame of plain texts. */
function frameOf(texts: readonly string[], size: Size = { columns: 20, rows: 3 }): Frame {
  return {
    ...size,
    content: Array.from(
      { length: size.rows },
      (_, row) => typesetter.fit([typesetter.piece(texts[row] ?? "")], size.columns),
    ),
  };
}

/** A writer whose terminal takes each write when it is told to. */
function makeWriter() {
  const clock = new FakeClock();
  const writes: string[] = [];
  let take = () => {};
  const write = (output: string) => {
    writes.push(output);
    return new Promise<void>((resolve) => take = resolve);
  };
  const writer = new FrameWriter({ write, clock, cellsOf });
  const taken = async () => {
    take();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { clock, taken, writer, writes };
}

Deno.test("FrameWriter.draw() writes the first frame at once and changed rows only afterwards", async () => {
  const { clock, taken, writer, writes } = makeWriter();
  writer.draw(frameOf(["one", "two", "three"]));
  assert.equal(writes.length, 1);
  assert.match(writes[0] ?? "", /one.*two.*three/s);
  await taken();
  clock.advance(100);
  writer.draw(frameOf(["one", "TWO", "three"]));
  assert.match(writes[1] ?? "", /TWO/);
  assert.doesNotMatch(writes[1] ?? "", /one|three/);
});

Deno.test("FrameWriter.draw() writes nothing when nothing has changed", async () => {
  const { clock, taken, writer, writes } = makeWriter();
  writer.draw(frameOf(["one"]));
  await taken();
  clock.advance(100);
  writer.draw(frameOf(["one"]));
  assert.equal(writes.length, 1);
});

Deno.test("FrameWriter.draw() writes at most 30 times a second, the latest frame each time", async () => {
  const { clock, taken, writer, writes } = makeWriter();
  for (let count = 0; count < 1_000; count++) {
    writer.draw(frameOf([`frame ${count}`]));
    await taken();
    clock.advance(1);
    await taken();
  }
  assert.ok(writes.length >= 29 && writes.length <= 31, `${writes.length} writes in a second`);
  clock.advance(100);
  assert.match(writes.at(-1) ?? "", /frame 999/);
});

Deno.test("FrameWriter.draw() waits for a slow terminal and leaves out what is outdated", async () => {
  const { clock, taken, writer, writes } = makeWriter();
  writer.draw(frameOf(["first"]));
  for (let count = 0; count < 100; count++) {
    clock.advance(50);
    writer.draw(frameOf([`later ${count}`]));
  }
  assert.equal(writes.length, 1);
  await taken();
  assert.equal(writes.length, 2);
  assert.match(writes[1] ?? "", /99/);
});

Deno.test("FrameWriter.reset() draws everything again", async () => {
  const { clock, taken, writer, writes } = makeWriter();
  writer.draw(frameOf(["one", "two"]));
  await taken();
  clock.advance(100);
  writer.reset();
  assert.equal(writes[1], writes[0]);
});

Deno.test("FrameWriter.pause() holds frames back until resume() draws everything", async () => {
  const { clock, taken, writer, writes } = makeWriter();
  writer.draw(frameOf(["one"]));
  await taken();
  writer.pause();
  clock.advance(100);
  writer.draw(frameOf(["one", "two"]));
  assert.equal(writes.length, 1);
  writer.resume();
  assert.match(writes[1] ?? "", /one.*two/s);
});

Deno.test("FrameWriter.close() ends the writing, also of what was to come later", async () => {
  const { clock, taken, writer, writes } = makeWriter();
  writer.draw(frameOf(["one"]));
  await taken();
  writer.draw(frameOf(["two"]));
  writer.close();
  clock.advance(1_000);
  writer.draw(frameOf(["three"]));
  assert.equal(writes.length, 1);
});

Deno.test("frameChange() puts the cursor where it belongs, or hides it", async () => {
  const frame = { ...frameOf(["one"]), cursor: { row: 1, column: 5 } };
  using screen = new HeadlessScreen(frame);
  await screen.write(frameChange(frame, undefined, { cellsOf }));
  const { cursorX, cursorY } = screen.terminal.buffer.active;
  assert.deepEqual([cursorX, cursorY], [5, 1]);
  const { cursor: _, ...hidden } = frame;
  const change = frameChange(hidden, frame, { cellsOf });
  assert.ok(change.includes("\x1b[?25l"));
  assert.ok(!change.includes("\x1b[?25h"));
});

Deno.test("frameChange() draws everything for another size, whatever the terminal has made of it", async () => {
  const small = frameOf(["short"], { columns: 10, rows: 2 });
  const large = frameOf(["a longer line of text", "two", "three"], { columns: 30, rows: 4 });
  using screen = new HeadlessScreen(large);
  await screen.write(ENTER_SCREEN + frameChange(large, undefined, { cellsOf }));
  for (const [frame, before] of [[small, large], [large, small]] as const) {
    screen.terminal.resize(frame.columns, frame.rows);
    await screen.write(frameChange(frame, before, { cellsOf }));
    assertShows(screen, frame, cellsOf);
  }
});

Deno.test("frameChange() closes every link and style that it opens", async () => {
  const row = [
    { ...typesetter.piece("link", { codes: "4", link: "https://a.example/" }) },
    typesetter.piece(" and plain"),
  ];
  const frame = { columns: 14, rows: 1, content: [row] };
  const output = frameChange(frame, undefined, { cellsOf });
  assert.match(
    output.replaceAll("\x1b", "ESC"),
    /ESC\]8;id=\w+;https:\/\/a\.example\/ESC\\linkESC\]8;;ESC\\/,
  );
  using screen = new HeadlessScreen(frame);
  await screen.write(output);
  const line = screen.terminal.buffer.active.getLine(0);
  assert.ok(line?.getCell(0)?.isUnderline());
  assert.ok(!line?.getCell(5)?.isUnderline());
});

Deno.test("LEAVE_SCREEN gives back what was there before ENTER_SCREEN", async () => {
  using screen = new HeadlessScreen({ columns: 20, rows: 3 });
  await screen.write("before");
  await screen.write(ENTER_SCREEN + frameChange(frameOf(["chat"]), undefined, { cellsOf }));
  assert.equal(screen.text().trim(), "chat");
  await screen.write(LEAVE_SCREEN);
  assert.equal(screen.text().trim(), "before");
  assert.ok(screen.terminal.modes.wraparoundMode);
  assert.ok(!screen.terminal.modes.synchronizedOutputMode);
});

for (const version of UNICODE_VERSIONS) {
  Deno.test(`frameChange() leaves nothing of earlier frames on a terminal of Unicode ${version}`, async () => {
    const size = { columns: 24, rows: 3 };
    const style = fc.constantFrom(PLAIN, { codes: "1" }, { codes: "48;5;17" });
    const text = fc.oneof(
      fc.constantFrom(...ALL_HARD_TEXTS),
      fc.string({ maxLength: 10 }),
      fc.constantFrom(" ", "│", "word"),
    );
    const piece: fc.Arbitrary<Piece> = fc.tuple(text, style)
      .map(([words, looks]) => typesetter.piece(words, looks));
    const row: fc.Arbitrary<Row> = fc.array(piece, { maxLength: 5 })
      .map((pieces) => typesetter.fit([...pieces, typesetter.piece("│")], size.columns));
    const rows = fc.array(row, { minLength: size.rows, maxLength: size.rows });
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { minLength: 2, maxLength: 4 }), async (contents) => {
        using screen = new HeadlessScreen(size, version);
        await screen.write(ENTER_SCREEN);
        let before: Frame | undefined;
        for (const content of contents) {
          // Some rows stay as they are.
          const frame = {
            ...size,
            content: content.map((one, index) => index === 1 ? before?.content[1] ?? one : one),
          };
          await screen.write(frameChange(frame, before, { cellsOf }));
          assertShows(screen, frame, cellsOf);
          before = frame;
        }
      }),
      { numRuns: 100 },
    );
  });
}
