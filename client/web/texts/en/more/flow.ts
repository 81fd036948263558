/** Words for what goes over connections, in English. */
export const flow = {
  accounts: "People online",
  connections: "Connections",
  waiting: "Lines that wait",
  sent: "Lines sent",
  received: "Received",
  leftOut: "Left out",
  gaps: "Gaps",
};
