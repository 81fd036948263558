/** Shows outside of the page what is unread: on the icon of the page and of its tab. */
import { activeBuffer, serverOf } from "../../full/state/buffers.ts";
import { titleFacts } from "../../full/state/title.ts";
import type { PageStore } from "../session/page_store.ts";
import { SERVER_ID } from "../state/page_state.ts";
import type { Device } from "./device.ts";

/** Follows the state from now on; the server is told of this browser whenever there is a connection. */
export function showSigns(store: PageStore, device: Device, document: Document): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  let seen = "";
  let wasLive = false;
  store.follow(() => {
    const { chat, phase } = store.state;
    const isLive = serverOf(chat, SERVER_ID)?.connection.kind === "live";
    if (isLive && !wasLive) void device.renew();
    wasLive = isLive;
    const { mentions } = titleFacts(chat);
    device.badge(phase.kind === "chat" ? mentions : 0);
    const href = mentions > 0 ? "/icons/chat-news.svg" : "/icons/chat.svg";
    if (icon !== null && icon.getAttribute("href") !== href) icon.href = href;
    const buffer = activeBuffer(chat);
    const isSeen = chat.hasFocus && buffer?.place !== undefined && buffer.unread === 0;
    const key = isSeen ? buffer.key : "";
    if (key === seen) return;
    seen = key;
    if (isSeen && buffer.place !== undefined) device.seen(buffer.place).catch(() => {});
  });
}
