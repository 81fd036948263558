/**
 * The tests of what the native door speaks, once more over a WebSocket: what is asked for and what comes
 * back is the same, line by line. Here: rooms and who is in them.
 */
import { chosenDoor } from "../../../support/chosen_door.ts";

chosenDoor.name = "web";

await import("../../commands/rooms/people_test.ts");
await import("../../commands/rooms/rooms_test.ts");
await import("../../commands/rooms/watching_test.ts");
await import("../../commands/rooms/room_orders_test.ts");
