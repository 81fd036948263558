/** A bot that answers `!roll 20` with a number. `CHAT_URL=… CHAT_TOKEN=… deno run -N -E example_bot.ts` */
import process from "node:process";
import { Client } from "./mod.ts";

const { CHAT_URL = "http://127.0.0.1:8080", CHAT_TOKEN = "" } = process.env;
const client = new Client({ url: CHAT_URL, token: CHAT_TOKEN });

for await (const event of client.events()) {
  if (event.event === "login") console.log(`${event["username"]} listens`);
  if (event.event !== "message" || event["bot"] === true) continue;
  const [, sides] = /^!roll (\d{1,4})$/.exec(event["text"]) ?? [];
  if (sides === undefined) continue;
  const rolled = 1 + Math.floor(Math.random() * Number(sides));
  await client.reply(event as never, `you rolled ${rolled}`);
}
