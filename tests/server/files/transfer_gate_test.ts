import assert from "node:assert/strict";
import { TransferGate } from "../../../server/files/transfer_gate.ts";

/** A gate whose turns and milliseconds a test makes. */
function openGate() {
  let nowMs = 0;
  const turns: (() => void)[] = [];
  const pauses: (() => void)[] = [];
  const gate = new TransferGate({
    elapsed: () => nowMs,
    afterTurn: (callback) => void turns.push(callback),
    after: (callback) => void pauses.push(callback),
  });
  return {
    gate,
    turns,
    pauses,
    pass(milliseconds: number) {
      nowMs += milliseconds;
    },
  };
}

/** Has many ask at once; tells who has passed so far, in order. */
function ask(gate: TransferGate, count: number): number[] {
  const passed: number[] = [];
  for (let index = 0; index < count; index++) {
    const waiting = gate.pass();
    if (waiting === undefined) passed.push(index);
    else void waiting.then(() => passed.push(index));
  }
  return passed;
}

Deno.test("TransferGate lets a few pieces through in each turn while nobody says anything", async () => {
  const { gate, turns } = openGate();
  const passed = ask(gate, 20);
  assert.equal(passed.length, 8);
  turns.shift()?.();
  await Promise.resolve();
  assert.equal(passed.length, 16);
  turns.shift()?.();
  await Promise.resolve();
  assert.deepEqual(passed, Array.from({ length: 20 }, (_, index) => index));
});

Deno.test("TransferGate lets one piece through and pauses while somebody talks", async () => {
  const { gate, pauses, pass, turns } = openGate();
  gate.noteMessage();
  const passed = ask(gate, 3);
  assert.equal(passed.length, 1);
  assert.equal(turns.length, 0);
  pauses.shift()?.();
  await Promise.resolve();
  assert.equal(passed.length, 2);
  pass(1_000);
  pauses.shift()?.();
  await Promise.resolve();
  assert.equal(passed.length, 3);
});
