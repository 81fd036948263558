/**
 * Metrics as text: OpenMetrics 1.0 (the specification of the OpenMetrics project), and the older
 * text format 0.0.4 of Prometheus for those who do not ask for it.
 */

/** The labels of a sample. */
export type Labels = Readonly<Record<string, string>>;

/** One number, or one of those that a histogram consists of. */
export interface Sample {
  /** What comes after the name of the family: `_total`, `_bucket`; nothing for a gauge. */
  suffix: string;
  labels: Labels;
  value: number;
}

/** Numbers that belong together. */
export interface Family {
  /** Without a suffix; ends with the unit if it has one. */
  name: string;
  help: string;
  type: "counter" | "gauge" | "histogram" | "info";
  unit?: "bytes" | "seconds";
  samples: readonly Sample[];
}

/** A format that metrics are asked for in. */
export interface Format {
  contentType: string;
  isOpenMetrics: boolean;
}

const OPEN_METRICS: Format = {
  contentType: "application/openmetrics-text; version=1.0.0; charset=utf-8",
  isOpenMetrics: true,
};

const TEXT: Format = {
  contentType: "text/plain; version=0.0.4; charset=utf-8",
  isOpenMetrics: false,
};

/** The format that an `Accept` field asks for. */
export function formatFor(accept: string | undefined): Format {
  return accept?.includes("application/openmetrics-text") === true ? OPEN_METRICS : TEXT;
}

/** The text. */
export function exposition(families: readonly Family[], { isOpenMetrics }: Format): string {
  let text = "";
  for (const family of families) text += familyText(family, isOpenMetrics);
  return isOpenMetrics ? `${text}# EOF\n` : text;
}

function familyText({ help, name, samples, type, unit }: Family, isOpenMetrics: boolean): string {
  // The older format has no information, and calls a counter what its sample is called.
  const olderType = type === "info" ? "gauge" : type;
  const olderName = type === "counter" ? `${name}_total` : type === "info" ? `${name}_info` : name;
  const shownName = isOpenMetrics ? name : olderName;
  let text = `# TYPE ${shownName} ${isOpenMetrics ? type : olderType}\n`;
  if (isOpenMetrics && unit !== undefined) text += `# UNIT ${name} ${unit}\n`;
  text += `# HELP ${shownName} ${escaped(help, isOpenMetrics)}\n`;
  for (const { labels, suffix, value } of samples) {
    text += `${name}${suffix}${labelsText(labels)} ${numberText(value)}\n`;
  }
  return text;
}

function labelsText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value, true)}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function escaped(text: string, escapesQuotes: boolean): string {
  const plain = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return escapesQuotes ? plain.replaceAll('"', '\\"') : plain;
}

/** A number as both formats have it. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
}
