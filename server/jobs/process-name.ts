import { newId } from "../core/ids";

/** Names this process among all that ever worked on the database; what begins with another name is not ours. */
export const processName = newId();
