import assert from "node:assert/strict";
import { EncryptedRooms } from "../../../client/sealing/encrypted_rooms.ts";

Deno.test("EncryptedRooms holds a room for encrypted, whatever the server says of it later", () => {
  const rooms = new EncryptedRooms();
  rooms.heard({
    event: "room_signed",
    room: "den",
    seq: 1,
    head: "AAAA",
    time: "2026-11-20T17:00:00.000Z",
  });
  rooms.seen(["#cave"]);
  const gone = { event: "room_deleted", by: "mallory", time: "2026-11-20T17:00:00.000Z" } as const;
  for (const room of ["den", "cave"]) rooms.heard({ ...gone, room });
  assert.deepEqual([rooms.has("den"), rooms.has("cave"), rooms.has("Cave")], [true, true, true]);
  rooms.answered({ room: "cave", encrypted: false });
  assert.equal(rooms.has("cave"), true);
  rooms.forget("#cave");
  assert.equal(rooms.has("cave"), false);
});

Deno.test("EncryptedRooms has what this device has seen, however many rooms a server invents", () => {
  const rooms = new EncryptedRooms();
  const invented = Array.from({ length: 5_000 }, (_, index) => `invented-${index}`);
  rooms.told({ root: "", seq: 0, head: "", rooms: invented });
  assert.equal(rooms.isComplete, false);
  rooms.seen(["#den"]);
  assert.deepEqual([rooms.isComplete, rooms.has("den")], [true, true]);
  assert.equal(rooms.has("invented-4999"), false);
});
