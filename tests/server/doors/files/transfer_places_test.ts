import assert from "node:assert/strict";
import {
  MAX_TRANSFERS,
  MAX_TRANSFERS_PER_ACCOUNT,
  TransferPlaces,
} from "../../../../server/doors/files/transfer_places.ts";

/** How many places an account gets. */
function taken(places: TransferPlaces, account: number): number {
  let count = 0;
  while (places.enter(account)) count += 1;
  return count;
}

Deno.test("TransferPlaces.enter() leaves places to others, whatever a few accounts take", () => {
  const places = new TransferPlaces();
  let all = 0;
  for (let account = 1; account <= 20; account++) all += taken(places, account);
  assert.ok(all < MAX_TRANSFERS);
  assert.equal(taken(places, 1_000), 2);
  for (let account = 1; account <= 1_000; account++) all += taken(places, account);
  assert.equal(taken(places, 5_000), 0);
});

Deno.test("TransferPlaces.leave() gives places back, and nobody has more than there may be", () => {
  const places = new TransferPlaces();
  assert.equal(taken(places, 7), MAX_TRANSFERS_PER_ACCOUNT);
  for (let count = 0; count < MAX_TRANSFERS_PER_ACCOUNT; count++) places.leave(7);
  assert.equal(taken(places, 7), MAX_TRANSFERS_PER_ACCOUNT);
});
