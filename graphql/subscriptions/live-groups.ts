import { type GroupMember, LiveGroup, type Render } from "./live-group";
import type { LiveSource } from "./live-source";

/** The groups that somebody subscribes to now, by what their members have in common. */
export class LiveGroups<Viewer> {
  readonly #groups = new Map<string, LiveGroup<Viewer>>();

  get size(): number {
    return this.#groups.size;
  }

  /** @returns the group, and the function that takes the member out of it. */
  join(
    key: string,
    source: LiveSource,
    render: Render<Viewer>,
    member: GroupMember<Viewer>,
  ): { group: LiveGroup<Viewer>; leave: () => void } {
    const group = this.#groups.get(key) ?? new LiveGroup(source.feed, render);
    this.#groups.set(key, group);
    group.join(member);
    const leave = () => {
      group.leave(member);
      if (group.size === 0 && this.#groups.get(key) === group) this.#groups.delete(key);
    };
    return { group, leave };
  }
}

/** Equal where one execution may serve both: same feed, same permissions, same document and variables. */
export const groupKey = (source: LiveSource, sharing: string): string =>
  JSON.stringify([source.key, source.scope, sharing]);
