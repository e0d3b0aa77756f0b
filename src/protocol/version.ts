/** Raised whenever a message changes its meaning; both sides refuse messages of any other version. */
export const PROTOCOL_VERSION = 1;
