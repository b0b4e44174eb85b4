/**
 * Runs inside the engine before a person's code and keeps its own copies of what it needs, so that code which
 * replaces `JSON.parse` or poisons prototypes spoils only its own answers. Answers are one string: a mark, then text.
 * `v` value as JSON, `u` undefined, `p` a promise to wait for, `e` an error (length of the message, colon, message, stack), `c` an
 * error after which the engine must not be used again.
 */
export const prelude = `(function (log, seed) {
  "use strict";
  const { parse, stringify } = JSON;
  const Text = String, Failure = Error, Fault = InternalError, Pledge = Promise, imul = Math.imul;
  const then = Promise.prototype.then, call = Function.prototype.call.bind(Function.prototype.call);
  const join = Array.prototype.join;

  let state = 0;
  Math.random = function random() {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = imul(t ^ (t >>> 15), t | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };

  const show = (value) => {
    if (typeof value === "string") return value;
    try {
      return (value instanceof Failure ? Text(value) : stringify(value)) ?? Text(value);
    } catch {
      return "[cannot be shown]";
    }
  };
  const writer = (level) => (...values) => {
    const parts = [];
    for (let i = 0; i < values.length; i++) parts[i] = show(values[i]);
    log(level, call(join, parts, " "));
  };
  globalThis.console = {
    log: writer("info"), info: writer("info"), warn: writer("warn"), error: writer("error"), debug: writer("debug"),
  };

  const fault = (mark, message, stack) => mark + message.length + ":" + message + stack;
  const describe = (error, about = "") => {
    try {
      if (!(error instanceof Failure)) return fault("e", "threw " + show(error), "");
      const name = Text(error.name);
      const message = Text(error.message);
      const text = about + (message ? name + ": " + message : name);
      return fault(error instanceof Fault ? "c" : "e", text, Text(error.stack));
    } catch {
      return fault("e", "threw something that cannot be described", "");
    }
  };
  const answer = (value) => {
    try {
      const json = stringify(value);
      return json === undefined ? "u" : "v" + json;
    } catch (error) {
      return describe(error, "the result cannot become JSON: ");
    }
  };

  let entry;
  let settled = "p";
  return {
    describe(error) { return describe(error); },
    bind(found) { entry = found; },
    run(text, index) {
      state = (seed + imul(index, 0x9e3779b1)) >>> 0;
      try {
        const value = entry(parse(text));
        if (!(value instanceof Pledge)) return answer(value);
        settled = "p";
        call(then, value,
          (result) => { settled = answer(result); },
          (error) => { settled = describe(error); });
        return "p";
      } catch (error) {
        return describe(error);
      }
    },
    settled() { return settled; },
  };
})`;
