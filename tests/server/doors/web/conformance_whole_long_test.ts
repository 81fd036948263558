/**
 * The tests of what the native door speaks, once more over a WebSocket: what is asked for and what comes
 * back is the same, line by line. Here: measures, a conversation from its beginning to its end, and readers that are too slow.
 */
import { chosenDoor } from "../../../support/chosen_door.ts";

chosenDoor.name = "web";

await import("../../commands/order/measures_test.ts");
await import("../../whole/chat_test.ts");
await import("../../whole/flow_long_test.ts");
