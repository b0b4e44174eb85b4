import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Frame } from "../../../graphql/subscriptions/frame";
import { LiveGroups } from "../../../graphql/subscriptions/live-groups";
import { LiveMember } from "../../../graphql/subscriptions/live-member";
import { type LiveFeed, liveSource, type Numbered } from "../../../graphql/subscriptions/live-source";
import type { Outlet } from "../../../graphql/subscriptions/outlet";

/** A growing text. As events, each letter is a value; as a log, a value is the stretch from where somebody reads. */
class Text {
  letters = "";
  readonly waiting = new Set<() => void>();
  ended = false;

  write(more: string): void {
    this.letters += more;
    for (const resume of [...this.waiting]) resume();
  }

  feed(kind: "events" | "log", pageSize: number): LiveFeed<string> {
    const read = async (after: number): Promise<Numbered<string>[]> => {
      await setImmediate();
      const part = this.letters.slice(after, after + pageSize);
      if (part === "") return [];
      if (kind === "log") return [{ sequence: after + part.length, from: after, value: part }];
      return [...part].map((letter, index) => ({ sequence: after + index + 1, value: letter }));
    };
    return {
      read,
      position: async () => this.letters.length,
      follow: (after, signal) => this.#follow(after, signal, read),
    };
  }

  async *#follow(after: number, signal: AbortSignal, read: (after: number) => Promise<Numbered<string>[]>) {
    for (let at = after; !signal.aborted; ) {
      const page = await read(at);
      const last = page.at(-1);
      if (last) {
        at = last.sequence;
        yield page;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.waiting.add(resolve);
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    }
  }
}

/** Takes a few frames, then none for a while. */
class Sluggish implements Outlet {
  received = "";
  #room: number;
  readonly #burst: number;

  constructor(burst: number) {
    this.#burst = burst;
    this.#room = burst;
  }

  send(_head: Buffer, frames: readonly Frame[], from: number): number {
    let to = from;
    for (; to < frames.length && this.#room > 0; to++, this.#room--) {
      const { rest } = frames[to] as Frame;
      if (rest.length > 0) this.received += JSON.parse(rest.toString().slice(0, -1));
    }
    return to;
  }

  async writable(signal: AbortSignal): Promise<void> {
    while (this.#room === 0 && !signal.aborted) {
      await setImmediate();
      this.#room = this.#burst;
    }
  }
}

const alphabet = "abcdefghijklmnopqrstuvwxyz";
const steps = fc.array(
  fc.oneof(
    fc.record({ write: fc.integer({ min: 1, max: 7 }) }),
    fc.record({ join: fc.nat(40), burst: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ turns: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ regroup: fc.nat(10) }),
    fc.record({ leave: fc.nat(10) }),
  ),
  { maxLength: 40 },
);

test.each(["events", "log"] as const)(
  "of %s each member is sent everything after its number, once, in order",
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 6 }), async (script, pageSize) => {
        const text = new Text();
        const groups = new LiveGroups<string>();
        const members: {
          member: LiveMember<string>;
          outlet: Sluggish;
          after: number;
          done: Promise<void>;
          left: boolean;
        }[] = [];
        const source = (key: string, after: number) =>
          liveSource({ key, scope: "", after, feed: text.feed(kind, pageSize) });
        const enter = (member: LiveMember<string>, key: string, after: number) =>
          member.enter((self) =>
            groups.join(key, source(key, after), async (value) => JSON.stringify(value), self),
          );

        for (const step of script) {
          if ("write" in step)
            text.write(
              Array.from({ length: step.write }, (_, n) => alphabet[(text.letters.length + n) % 26]).join(""),
            );
          if ("turns" in step) for (let turn = 0; turn < step.turns; turn++) await setImmediate();
          if ("join" in step) {
            const outlet = new Sluggish(step.burst);
            const member = new LiveMember<string>({ id: "1", after: step.join, viewer: "", outlet });
            enter(member, "a", step.join);
            members.push({ member, outlet, after: step.join, done: member.run(), left: false });
          }
          const chosen = members[("regroup" in step && step.regroup) || ("leave" in step && step.leave) || 0];
          if ("regroup" in step && chosen && !chosen.left) {
            chosen.member.pause();
            if (step.regroup % 2 === 0) await setImmediate();
            enter(chosen.member, step.regroup % 3 === 0 ? "b" : "a", chosen.member.cursor);
          }
          if ("leave" in step && chosen) {
            chosen.left = true;
            chosen.member.stop();
          }
        }
        const staying = members.filter(({ left }) => !left);
        for (let turn = 0; turn < 3_000; turn++) {
          if (staying.every(({ outlet, after }) => outlet.received.length >= text.letters.length - after))
            break;
          await setImmediate();
        }
        for (const { outlet, after, left } of members) {
          const expected = text.letters.slice(after);
          if (left) expect(expected.startsWith(outlet.received)).toBe(true);
          else expect(outlet.received).toBe(expected);
        }
        for (const { member } of members) member.stop();
        await Promise.all(members.map(({ done }) => done));
        expect(groups.size).toBe(0);
      }),
      { numRuns: 150 },
    );
  },
);
