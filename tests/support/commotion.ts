/** Everything that can happen in a conversation, one after the other, for others to notice or not. */
import { granted, type Scene } from "./stage.ts";

/** The events that a member of a room gets of a commotion, and those of a direct conversation. */
export const EVENTS_OF_ROOM = [
  "deleted",
  "edited",
  "invitation",
  "joined",
  "left",
  "message",
  "reacted",
  "renamed",
  "role",
  "topic",
  "typing",
];
export const EVENTS_OF_DIRECT = ["deleted", "edited", "message", "reacted", "typing"];

/**
 * Has the keeper and the target do everything there. Every text holds the word "secret", and 🦄 is
 * under the message of the subject; at the end the room has its free name.
 */
export async function makeCommotion(scene: Scene): Promise<void> {
  const { keeperClient: keeper, own, place, standing, subject } = scene;
  const partner = standing === "member" ? subject : "target";
  const goal = place === "direct" ? { to: partner } : { room: scene.room };
  const text = `secret @${subject} @room`;
  const said = await granted(keeper, "say", { ...goal, text });
  await granted(keeper, "say", { ...goal, text, reply_to: said["id"], me: true });
  await granted(keeper, "edit", { id: said["id"], text: `${text} again` });
  await granted(keeper, "react", { id: said["id"], emoji: "🦄" });
  await granted(keeper, "react", { id: said["id"], emoji: "🦄", remove: true });
  await granted(keeper, "react", { id: own, emoji: "🦄" });
  const deleted = await granted(keeper, "say", { ...goal, text });
  await granted(keeper, "delete", { id: deleted["id"] });
  const place_ = place === "direct" ? { with: partner } : goal;
  await granted(keeper, "read", { ...place_, id: said["id"] });
  if (place !== "direct") await runRoom(scene);
  // Only a few of one account are passed on, so the two take turns.
  const typer = standing === "member" || place === "direct" ? keeper : scene.targetClient;
  await granted(typer, "typing", place === "direct" ? goal : { room: scene.freeName });
}

async function runRoom({ keeperClient: keeper, newcomerClient, room, freeName }: Scene) {
  await granted(keeper, "topic", { room, topic: "a secret topic" });
  await granted(keeper, "topic", { room, topic: "a topic" });
  await granted(keeper, "role", { room, username: "target", role: "member" });
  await granted(keeper, "invite", { room, username: "newcomer" });
  await granted(newcomerClient, "join", { room });
  await granted(newcomerClient, "part", { room });
  await granted(keeper, "invite", { room, username: "newcomer" });
  await granted(newcomerClient, "join", { room });
  await granted(keeper, "role", { room, username: "newcomer", role: "none" });
  await granted(keeper, "rename", { room, name: freeName });
}
