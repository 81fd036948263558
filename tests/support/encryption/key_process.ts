/** A terminal's keys in a process of their own, which can be killed; started by {@linkcode KeyProcess}. */
import { SealedUser } from "../sealed_user.ts";
import type { KeyTask } from "./killed_process.ts";

const task = JSON.parse(Deno.args[0] ?? "") as KeyTask;
const { folder, port, register = false, username, work } = task;
// A person who comes in for the first time has keys when this goes on.
const user = await SealedUser.enters({ port }, username, { folder, isKnown: !register });
const powers = await user.link.keyPowers();
tell("in");
switch (work.do) {
  case "arrive":
    await user.until(() => user.news.find(({ kind }) => kind === work.until));
    break;
  case "say":
    await user.link.say({ to: work.to, text: work.text });
    break;
  case "edit":
  case "react": {
    const { messages } = await user.link.request("history", { with: work.to });
    const id = messages.find(({ text }) => text === work.text)?.id ?? 0;
    if (work.do === "edit") await user.link.request("edit", { id, text: `${work.text}!` });
    else await user.link.request("react", { id, emoji: "🐤" });
    break;
  }
  case "new_code":
    await powers?.newCode();
    break;
  case "remove":
    await powers?.removeDevice(work.number);
    break;
  case "ask_link":
    await powers?.askLink(work.code);
    await user.hears("linked");
    break;
  case "show_link":
    tell(await powers?.showLink() ?? "");
    await user.hears("linked");
    break;
  default:
    work satisfies never;
}
tell("done");
Deno.exit(0);

function tell(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
