// How long somebody may live with a finding before it has to be looked at again.

/** Nobody remembers in a year why this was no problem; half a year is two releases of Kubernetes. */
export const longestWaiverDays = 180
