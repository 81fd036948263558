/** Has messages pushed to this browser, and no more: the server is told by what it is reached. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { MAX_PLACE_MODES, type PlaceMode } from "../../../protocol/push.ts";
import type { Action, Fields } from "../../../protocol/requests.ts";
import { keptModes, type PlaceModes, type PushChoice } from "./choices.ts";
import { keptQuiet, quietHoursOf } from "./quiet_hours.ts";

type Request = <A extends Action>(
  action: A,
  fields: Partial<Fields<A>>,
) => Promise<AnswerFields[A]>;

/** Pushes come from now on, as was chosen. Rejects when the browser or the server does not want to. */
export async function subscribe(
  manager: PushManager,
  { choice: { hidesText, notify }, request }: { choice: PushChoice; request: Request },
): Promise<void> {
  const { key } = await request("push_key", {});
  const applicationServerKey = Uint8Array.fromBase64(key, { alphabet: "base64url" });
  const known = await manager.getSubscription();
  const isOurs = known !== null && isSame(known.options.applicationServerKey, applicationServerKey);
  if (!isOurs) await known?.unsubscribe();
  const { endpoint, keys } =
    (isOurs && known !== null
      ? known
      : await manager.subscribe({ userVisibleOnly: true, applicationServerKey })).toJSON();
  const times = keptQuiet();
  await request("push_subscribe", {
    endpoint: endpoint ?? "",
    p256dh: keys?.["p256dh"] ?? "",
    auth: keys?.["auth"] ?? "",
    notify,
    hide_text: hidesText,
    places: placeModesOf(keptModes()),
    quiet: times && quietHoursOf(times),
  });
}

/** No more pushes come. Rejects when the server was not told. */
export async function unsubscribe(
  manager: PushManager | undefined,
  request: Request,
): Promise<void> {
  const subscription = await manager?.getSubscription();
  await subscription?.unsubscribe();
  await request("push_unsubscribe", {});
}

/** The modes as the server is told of them. */
export function placeModesOf(modes: PlaceModes): PlaceMode[] {
  return Object.entries(modes).slice(-MAX_PLACE_MODES).flatMap(([name, notify]): PlaceMode[] => {
    const [, sign, place] = /(?:^| )([#@])(\S+)$/.exec(name) ?? [];
    if (place === undefined) return [];
    return [sign === "#" ? { room: place, notify } : { with: place, notify }];
  });
}

function isSame(one: ArrayBuffer | null, other: Uint8Array): boolean {
  if (one === null || one.byteLength !== other.length) return false;
  return new Uint8Array(one).every((byte, index) => byte === other[index]);
}
