/** Words about notifications and about what this browser keeps, in English. */
export const notify = {
  allow: "Allow notifications",
  permission: {
    granted: "While you look elsewhere, notifications tell you of mentions and private messages.",
    default:
      "Notifications can tell you of mentions and private messages while you look elsewhere.",
    denied: "This browser forbids notifications here; its settings for this page can allow them.",
    missing: "This browser has no notifications.",
  },
  push: "While the page is closed, tell me of",
  pushes: { none: "Nothing", mentions: "Mentions and private messages", all: "All messages" },
  hideText: "Say only who has written, not what",
  quiet: {
    on: "Quiet hours",
    times: "Every day, nothing is told while the page is closed",
    from: "From",
    to: "To",
    hint: (zone: string) =>
      `By the clocks of ${zone}. What comes meanwhile is not told later: it stands among what is unread.`,
    wrong: "Choose two different times.",
  },
  told: "The server knows.",
  problem: (why: string) => `That did not work: ${why}`,
  worker: {
    starting: "This page is being prepared for times without a connection …",
    ready: "This page opens without a connection, too, and can be installed.",
    impossible:
      "This page cannot be installed, nor opened without a connection: for that it needs https " +
      "with a certificate that the browser trusts.",
  },
  keeping: {
    unknown: "Whether this browser keeps messages is not known yet.",
    yes: "The last messages of each room are kept in this browser until you log out.",
    forbidden:
      "This browser keeps nothing here, as in a private window: what waits to be sent is gone " +
      "when the page is closed.",
    full: "This browser has no room left: what waits to be sent is gone when the page is closed.",
  },
};
