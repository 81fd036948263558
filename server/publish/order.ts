/** Publishes what is done to keep order. */
import type { Hub } from "../live/hub.ts";
import { isoTime } from "../base/iso_time.ts";
import type { Promoted } from "../journal/write/order/staff.ts";
import { isNothing, simulationText } from "../net/simulation.ts";
import {
  publishEnd,
  publishKick,
  publishMask,
  publishNetworkBan,
  publishRestraint,
  publishRoomOrder,
} from "./measures.ts";
import type { Publishers } from "./publishers.ts";
import { publishReport, publishResolution } from "./reports.ts";
import { memberCame } from "./rooms.ts";

/** Entries about keeping order. */
export const ORDER_PUBLISHERS = {
  restrain: (_entry, measure, outlets) => publishRestraint(measure, outlets),

  ban_network: (_entry, measure, outlets) => publishNetworkBan(measure, outlets),

  restrain_mask: (_entry, measure, { hub }) => publishMask(hub, measure),

  lift: (_entry, measure, outlets) => publishEnd(measure, outlets),

  lift_mask: (_entry, measure, outlets) => publishEnd(measure, outlets),

  expire(_entry, { ended }, outlets) {
    for (const measure of ended) publishEnd(measure, outlets);
  },

  kick({ timeMs }, kicked, { hub }) {
    publishKick(kicked, { hub, timeMs });
  },

  set_room: ({ timeMs }, order, { hub }) => publishRoomOrder(order, { hub, timeMs }),

  set_room_further: ({ timeMs }, order, { hub }) => publishRoomOrder(order, { hub, timeMs }),

  slow: ({ timeMs }, order, { hub }) => publishRoomOrder(order, { hub, timeMs }),

  lock: ({ timeMs }, order, { hub }) => publishRoomOrder(order, { hub, timeMs }),

  note_start(_entry, past, { databaseIdentity }) {
    databaseIdentity.past = past;
  },

  claim({ timeMs }, promoted, { hub }) {
    publishPromotion(hub, promoted, timeMs);
  },

  grant({ timeMs }, promoted, { hub }) {
    publishPromotion(hub, promoted, timeMs);
  },

  report(_entry, reported, { hub }) {
    publishReport(hub, reported);
  },

  resolve_report(_entry, resolved, { hub }) {
    publishResolution(hub, resolved);
  },

  simulate({ simulation }, { target, by }, { hub, simulations }) {
    simulations.set(target.id, simulation);
    const applied = simulations.of(target.id);
    for (const connection of hub.account(target.id)?.connections ?? []) connection.pretend(applied);
    const simulated = !isNothing(simulation);
    const text = !simulated
      ? `Your connections are not simulated any more, by ${by}`
      : `Your connections are simulated (${simulationText(simulation)}), by ${by}`;
    const facts = { code: "simulated", by, simulated } as const;
    hub.publishToAccounts([target.id], { event: "notice", text, ...facts });
  },

  set_registration(_entry, rule, { registration }) {
    registration.change(rule);
  },

  end_registration(_entry, rule, { registration }) {
    registration.change(rule);
  },
} as const satisfies Publishers;

function publishPromotion(hub: Hub, promoted: Promoted, timeMs: number): void {
  const { account, username, role, before, by, joined, left } = promoted;
  if (role !== before) {
    hub.setRole(account, role);
    const time = isoTime(timeMs);
    hub.publishToAccounts([account], { event: "granted", username, role, by, time });
  }
  if (joined !== undefined) memberCame(hub, { account, room: joined, timeMs });
  if (left !== undefined) {
    const time = isoTime(timeMs);
    const common = { room: left.name, username, reason: "removed", by, time } as const;
    hub.publishToRoom(left.id, { event: "left", ...common });
    hub.leaveRoom(account, left.id);
  }
}
