import { emptyFrame, type Frame, frame } from "./frame";
import { FrameCache } from "./frame-cache";
import type { LiveFeed, Numbered } from "./live-source";

/** Executes the group's document for one value, as one of its viewers. @returns the result as JSON */
export type Render<Viewer> = (value: unknown, viewer: Viewer) => Promise<string>;

/** A subscriber as its group sees it. */
export interface GroupMember<Viewer> {
  /** The number of the last frame that was handed to its socket. */
  readonly cursor: number;
  readonly viewer: Viewer;
  /** Hands on what lies beyond the cursor; false when it could not take all, then the cursor says how far it got. */
  deliver(frames: readonly Frame[]): boolean;
  /** It fell out of the live group and is a cursor over the log again. */
  fellBehind(): void;
  fail(error: unknown): void;
}

/** How many frames a member that catches up is given at a time. */
const pageSize = 64;

/**
 * Subscribers who see the same frames. One reader follows the feed and every value is executed once, for all *live*
 * members: those who have been sent everything up to where the group stands. Others read on by themselves, from
 * the same frames where they are still at hand, until they stand where the group does.
 */
export class LiveGroup<Viewer> {
  readonly #feed: LiveFeed<unknown>;
  readonly #render: Render<Viewer>;
  readonly #members = new Set<GroupMember<Viewer>>();
  readonly #live = new Set<GroupMember<Viewer>>();
  readonly #frames = new FrameCache();
  readonly #stop = new AbortController();
  /** Every live member has been sent all frames up to this number. */
  #at = 0;
  /** Resolves when the group stands somewhere and members can be admitted. */
  readonly ready: Promise<void>;

  constructor(feed: LiveFeed<unknown>, render: Render<Viewer>) {
    this.#feed = feed;
    this.#render = render;
    this.ready = feed.position().then((position) => {
      this.#at = position;
    });
    this.ready.then(() => this.#follow()).catch((error) => this.#fail(error));
  }

  get size(): number {
    return this.#members.size;
  }

  join(member: GroupMember<Viewer>): void {
    this.#members.add(member);
  }

  /** The group ends with its last member. */
  leave(member: GroupMember<Viewer>): void {
    this.#members.delete(member);
    this.#live.delete(member);
    if (this.#members.size === 0) this.#stop.abort();
  }

  /** Makes the member live if it has seen all that the live ones have. Nothing is sent between this and the next frame. */
  admit(member: GroupMember<Viewer>): boolean {
    if (member.cursor < this.#at || !this.#members.has(member)) return false;
    this.#live.add(member);
    return true;
  }

  /** The next frames for a member that is not live. */
  async framesAfter(member: GroupMember<Viewer>): Promise<readonly Frame[]> {
    const at = this.#at;
    const page = await this.#feed.read(member.cursor, pageSize);
    // Numbers that are there no more (old events were removed) are passed over.
    if (page.length === 0) return [emptyFrame(at)];
    return this.#rendered(page, member.viewer);
  }

  async #follow(): Promise<void> {
    for await (const page of this.#feed.follow(this.#at, this.#stop.signal)) {
      // Any member will do, but it must still be one: what a viewer may see ends with its membership.
      const [first] = this.#members;
      const last = page.at(-1);
      if (!first || !last) continue;
      const frames = await this.#rendered(page, first.viewer);
      for (const member of this.#live) {
        if (member.deliver(frames)) continue;
        this.#live.delete(member);
        member.fellBehind();
      }
      this.#at = last.sequence;
    }
  }

  async #rendered(page: readonly Numbered<unknown>[], viewer: Viewer): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (const { sequence, from, value } of page) {
      const make = async () => frame(sequence, await this.#render(value, viewer), from);
      frames.push(await this.#frames.get(`${from ?? ""}-${sequence}`, make));
    }
    return frames;
  }

  #fail(error: unknown): void {
    this.#stop.abort();
    for (const member of [...this.#members]) member.fail(error);
  }
}
