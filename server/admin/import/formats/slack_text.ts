/** Slack's `mrkdwn` becomes Markdown: <https://api.slack.com/reference/surfaces/formatting>. */
import { outsideCode } from "../../../../protocol/text/markdown_code.ts";

/** What names stand for ids. */
export interface SlackNames {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
}

/** Marks between `<` and `>`; no longer than a URL is. */
const MARK = /<([@#!]?)([^<>|\n]{1,4000})(?:\|([^<>\n]{0,2000}))?>/g;

/** `*bold*` and `~struck~`, which Markdown writes with two of them. */
const BOLD = /(?<![\w*])\*(?![\s*])([^*\n]{0,2000}[^\s*])\*(?![\w*])/g;
const STRUCK = /(?<![\w~])~(?![\s~])([^~\n]{0,2000}[^\s~])~(?![\w~])/g;

/** The text as people here write it. */
export function slackText(text: string, names: SlackNames): string {
  const marked = text.replace(
    MARK,
    (whole, sign: string, target: string, label: string | undefined) => {
      switch (sign) {
        case "@":
          return `@${names.user(target) ?? label ?? target}`;
        case "#":
          return `#${label || (names.channel(target) ?? target)}`;
        case "!":
          return special(target, label);
        default:
          return link(target, label) ?? whole;
      }
    },
  );
  return unescaped(
    outsideCode(marked, (part) => part.replace(BOLD, "**$1**").replace(STRUCK, "~~$1~~")),
  );
}

function special(target: string, label: string | undefined): string {
  if (/^(?:here|channel|everyone)$/.test(target)) return `@${target}`;
  return label ?? `@${target.split("^").at(-1) ?? target}`;
}

function link(target: string, label: string | undefined): string | undefined {
  if (!/^(?:https?|ftp|mailto|tel):/i.test(target)) return undefined;
  if (label === undefined || label === target || `mailto:${label}` === target) {
    return target.replace(/^mailto:/, "");
  }
  // A label with brackets would end the link.
  return /[[\]()]/.test(label) || /[()\s]/.test(target)
    ? `${label} (${target})`
    : `[${label}](${target})`;
}

/** Slack escapes these three and no others. */
function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
