/** Alertmanager (version 4 of its webhook) and Grafana: one message for a group, until it resolves. */
import type { Recognised, Recogniser } from "./delivery.ts";
import { countAt, listAt, textAt } from "./json.ts";
import { lines, link, oneLine, shortName } from "./words.ts";

/** Most alerts of a group that are named one by one. */
const MAX_SHOWN = 10;

/** Most characters of what a sender calls a group. */
const MAX_GROUP_LENGTH = 500;

/** Both send `alerts`, each with a `status`, and what they have in common beside. */
export const recogniseAlerts: Recogniser = (payload): Recognised | undefined => {
  const alerts = listAt(payload, "alerts");
  const isOver = textAt(payload, "status") === "resolved";
  if (alerts.length === 0 || !alerts.some((alert) => textAt(alert, "status") !== undefined)) {
    return undefined;
  }
  const count = countAt(payload, "alerts");
  const name = textAt(payload, "commonLabels", "alertname") ??
    textAt(payload, "groupLabels", "alertname") ?? textAt(alerts[0], "labels", "alertname") ??
    "alert";
  const group = textAt(payload, "groupKey") ?? name;
  const isMany = count > 1;
  const open = alerts.filter((alert) => textAt(alert, "status") !== "resolved").length;
  const tally = isMany ? ` (${isOver ? count : `${open} of ${count}`})` : "";
  const head = `${isOver ? "🟢 **Resolved:**" : "🔴 **Firing:**"} ${
    link(oneLine(name), sourceOf(payload, alerts[0]))
  }${tally}`;
  const summary = summaryOf(payload, "commonAnnotations");
  const text = isMany
    ? lines(
      head,
      summary,
      ...alerts.slice(0, MAX_SHOWN).map((alert) => `${lamp(alert)} ${detailsOf(alert, summary)}`),
      count > MAX_SHOWN ? `… and ${count - MAX_SHOWN} more` : undefined,
    )
    : lines(
      head,
      summary ?? summaryOf(alerts[0], "annotations"),
      labelsOf(alerts[0]),
    );
  return { text, group: { name: shortName(group, MAX_GROUP_LENGTH), isOver } };
};

function sourceOf(payload: unknown, alert: unknown): string | undefined {
  return textAt(alert, "panelURL") ?? textAt(alert, "dashboardURL") ??
    textAt(alert, "generatorURL") ?? textAt(payload, "externalURL");
}

function lamp(alert: unknown): string {
  return textAt(alert, "status") === "resolved" ? "🟢" : "🔴";
}

function summaryOf(value: unknown, annotations: string): string | undefined {
  const text = textAt(value, annotations, "summary") ??
    textAt(value, annotations, "description") ?? textAt(value, annotations, "message");
  return text === undefined ? undefined : oneLine(text, 500);
}

function detailsOf(alert: unknown, common: string | undefined): string {
  const own = summaryOf(alert, "annotations");
  return own === undefined || own === common ? labelsOf(alert) : own;
}

/** `instance=db1 severity=critical`: what tells the alerts of a group apart. */
function labelsOf(alert: unknown): string {
  const names = ["severity", "instance", "job", "namespace", "pod", "device", "mountpoint"];
  return names.flatMap((name) => {
    const value = textAt(alert, "labels", name);
    return value === undefined ? [] : [`${name}=${oneLine(value, 80)}`];
  }).join(" ");
}
