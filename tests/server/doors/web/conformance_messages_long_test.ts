/**
 * The tests of what the native door speaks, once more over a WebSocket: what is asked for and what comes
 * back is the same, line by line. Here: messages.
 */
import { chosenDoor } from "../../../support/chosen_door.ts";

chosenDoor.name = "web";

await import("../../commands/messages/messages_test.ts");
await import("../../commands/messages/history_test.ts");
await import("../../commands/messages/search_test.ts");
